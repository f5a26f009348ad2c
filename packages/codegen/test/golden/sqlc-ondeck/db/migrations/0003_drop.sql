ALTER TABLE hall DROP COLUMN ticket_shop_id;
ALTER TABLE hall ADD COLUMN shop_id text;
