import { boolean, integer, numeric, pgTable, text, timestamp } from 'drizzle-orm/pg-core';

export const books = pgTable('books', {
  id: integer().primaryKey(),
  author: integer().notNull(),
  title: text().notNull(),
  isbn: text().notNull(),
  price: numeric({ precision: 8, scale: 2 }).notNull(),
  available: boolean().notNull(),
  published: timestamp({ withTimezone: true }).notNull(),
  tags: text().array().notNull(),
});

export const orders = pgTable('orders', {
  id: integer().primaryKey().generatedAlwaysAsIdentity(),
  book: integer().notNull(),
  customer: text().notNull(),
  quantity: integer().notNull(),
  note: text(),
  created: timestamp({ withTimezone: true }).notNull().defaultNow(),
});

export const views = pgTable('views', {
  book: integer().primaryKey(),
  seen: timestamp({ withTimezone: true }).notNull(),
  count: integer().notNull(),
});
