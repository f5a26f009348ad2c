import { OPERATIONS, type Operation, type Subject } from './subject.ts';

/** How to open a subject; each is a module of its own, so that a process loads one library only. */
export interface SubjectEntry {
  open(url: string): Promise<Subject>;
  readonly operations: readonly Operation[];
}

const single: readonly Operation[] = ['point', 'list', 'insert', 'upsert'];

/** All that is compared. The first is what the others are divided by. */
export const subjects: Readonly<Record<string, SubjectEntry>> = {
  'pg, named': { open: async (url) => (await import('./subjects/pg.ts')).openNamed(url), operations: OPERATIONS },
  KongFlow: { open: async (url) => (await import('./subjects/kongflow.ts')).open(url), operations: OPERATIONS },
  pg: { open: async (url) => (await import('./subjects/pg.ts')).openUnnamed(url), operations: OPERATIONS },
  pgtyped: { open: async (url) => (await import('./subjects/pgtyped.ts')).open(url), operations: OPERATIONS },
  'postgres.js': { open: async (url) => (await import('./subjects/postgres.ts')).open(url), operations: OPERATIONS },
  kysely: { open: async (url) => (await import('./subjects/kysely.ts')).open(url), operations: OPERATIONS },
  drizzle: { open: async (url) => (await import('./subjects/drizzle.ts')).open(url), operations: OPERATIONS },
  'drizzle, prepared': {
    open: async (url) => (await import('./subjects/drizzle-prepared.ts')).open(url),
    operations: single,
  },
  prisma: { open: async (url) => (await import('./subjects/prisma.ts')).open(url), operations: OPERATIONS },
  slonik: { open: async (url) => (await import('./subjects/slonik.ts')).open(url), operations: OPERATIONS },
  typeorm: { open: async (url) => (await import('./subjects/typeorm.ts')).open(url), operations: OPERATIONS },
  'pg, pipelined': {
    open: async (url) => (await import('./subjects/pg.ts')).openPipelined(url),
    operations: OPERATIONS,
  },
  'KongFlow, pipelined': {
    open: async (url) => (await import('./subjects/kongflow.ts')).openPipelined(url),
    operations: OPERATIONS,
  },
};

/** @throws when there is none of this name. */
export async function openSubject(name: string | undefined, url: string): Promise<Subject> {
  const entry = subjects[name ?? ''];
  if (entry === undefined) throw new Error(`no subject is called ${name ?? ''}`);
  return entry.open(url);
}
