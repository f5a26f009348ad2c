/* @name GetBook */ -- :one
SELECT id, author, title, isbn, price, available, published, tags FROM books WHERE id = :id;

/* @name ListBooks */ -- :many
SELECT id, author, title, isbn, price, available, published, tags FROM books WHERE author = :author ORDER BY id LIMIT 100;

/* @name CreateOrder */ -- :one
INSERT INTO orders (book, customer, quantity, note) VALUES (:book, :customer, :quantity, :note) RETURNING id, created;

/* @name SetViews */ -- :one
INSERT INTO views (book, seen, count) VALUES (:book, :seen, :count)
ON CONFLICT (book) DO UPDATE SET seen = excluded.seen, count = excluded.count
RETURNING book, count;

/* @name AddViews */ -- :execrows
UPDATE views SET count = count + :count WHERE book = :book;

/* @name CreateOrders */ -- :execrows
INSERT INTO orders (book, customer, quantity, note)
SELECT * FROM unnest(:books::integer[], :customers::text[], :quantities::integer[], :notes::text[]);
