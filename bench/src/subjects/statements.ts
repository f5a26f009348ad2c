/** A statement as somebody who knows pg well writes it. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

export const point: Statement = {
  name: 'point',
  text: 'SELECT id, author, title, isbn, price, available, published, tags FROM books WHERE id = $1',
};
export const list: Statement = {
  name: 'list',
  text: 'SELECT id, author, title, isbn, price, available, published, tags FROM books WHERE author = $1 ORDER BY id LIMIT 100',
};
export const insert: Statement = {
  name: 'insert',
  text: 'INSERT INTO orders (book, customer, quantity, note) VALUES ($1, $2, $3, $4) RETURNING id, created',
};
export const upsert: Statement = {
  name: 'upsert',
  text: `INSERT INTO views (book, seen, count) VALUES ($1, $2, $3)
ON CONFLICT (book) DO UPDATE SET seen = excluded.seen, count = excluded.count RETURNING book, count`,
};
export const addViews: Statement = {
  name: 'addViews',
  text: 'UPDATE views SET count = count + $1 WHERE book = $2',
};
export const bulk: Statement = {
  name: 'bulk',
  text: `INSERT INTO orders (book, customer, quantity, note)
SELECT * FROM unnest($1::integer[], $2::text[], $3::integer[], $4::text[])`,
};
