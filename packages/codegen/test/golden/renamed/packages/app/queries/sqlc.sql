-- name: AddItems :copyfrom
INSERT INTO media (id, isbn_13, pub_date, staff_id) VALUES ($1, $2, $3, $4);

-- name: ListItems :many
SELECT sqlc.embed(media), sqlc.embed(staff_members), media.pub_date, recent_media.pub_date, staff_members.url
FROM media
LEFT JOIN staff_members ON staff_members.id = media.staff_id
JOIN recent_media ON recent_media.id = media.id
ORDER BY media.id;

-- name: FindItems :many
SELECT id FROM media
WHERE pub_date BETWEEN $1 AND $2 AND isbn_13 IN ($3, $4) AND pub_date <> $5
ORDER BY id;

-- name: FindItemsByName :many
-- A name that is written is not that of a column.
SELECT id FROM media WHERE isbn_13 = @isbn_13 AND pub_date > sqlc.narg(pub_date) ORDER BY id;
