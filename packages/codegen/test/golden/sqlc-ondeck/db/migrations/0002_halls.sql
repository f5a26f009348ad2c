CREATE TYPE hall_status AS ENUM ('op!en', 'clo@sed');
CREATE TABLE hall (
  id serial PRIMARY KEY,
  status hall_status NOT NULL,
  statuses hall_status[],
  slug text NOT NULL,
  name varchar(255) NOT NULL,
  town text NOT NULL REFERENCES town (slug),
  playlist varchar NOT NULL,
  ticket_shop_id text,
  tags text[],
  created_at timestamp NOT NULL DEFAULT now()
);
COMMENT ON TABLE hall IS 'Where people play.';
COMMENT ON COLUMN hall.slug IS 'Part of its address.';
