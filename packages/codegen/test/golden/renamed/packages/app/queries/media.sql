/* @name GetItem */ -- :one
SELECT * FROM media WHERE id = :id;

/* @name ListDates */ -- :many
-- An alias wins; so does what is computed.
SELECT id, pub_date, isbn_13, pub_date AS released, lower(isbn_13) AS isbn_13_lower, (SELECT max(pub_date) FROM media) AS url
FROM media;

/* @name ListMarked */ -- :many
SELECT id, pub_date AS "pub_date?", isbn_13 AS pub_date FROM media;

/* @name ListRecent */ -- :many
SELECT * FROM recent_media;

/* @name ListOrders */ -- :many
SELECT * FROM shop.orders;

/* @name ListDatesOfBoth */ -- :many
-- Of two columns of one name, neither is shown alone.
SELECT id, pub_date FROM media UNION ALL SELECT id, pub_date FROM shop.orders;

/* @name AddItem */ -- :exec
-- Parameters are called what the statement calls them.
INSERT INTO media (id, isbn_13, pub_date, price) VALUES (:id, :isbn_13, :pub_date, :price);
