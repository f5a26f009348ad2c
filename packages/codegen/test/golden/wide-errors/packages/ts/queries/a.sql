/* @name Same */ -- :one
SELECT id FROM authors WHERE id = :id;

/* @name Several */ -- :oen
SELECT '日本語' FROM author WHERE id = :id;

/* @name Table */ -- :many
SELECT '한국어', :x::text AS x FROM author WHERE id = :id;

/* @name Unread */ -- :many
SELECT "住所" FROM authors WHERE id = :id;
