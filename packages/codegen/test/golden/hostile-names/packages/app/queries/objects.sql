-- name: SetNotes :exec
UPDATE "order-items" SET note = @constructor;
