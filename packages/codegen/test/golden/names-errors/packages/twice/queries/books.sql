/* @name ListBooks */ -- :many
SELECT * FROM books;

/* @name ListTitles */ -- :many
SELECT
  id,
  title,
  pub_date
FROM books;

/* @name ListDates */ -- :many
SELECT title AS name, pub_date FROM books;

/* @name ListOfNoTable */ -- :many
SELECT 1 AS a_b, 2 AS "aB";
