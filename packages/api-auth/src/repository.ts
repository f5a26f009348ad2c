import { Queries } from './generated/querier.ts';
import type { Querier } from './generated/querier.ts';

/** What authentication needs of the database: one statement for each type of key. It writes nothing. */
export type ApiAuthRepository = Querier;

/** The repository on PostgreSQL. */
export class PgApiAuthRepository extends Queries implements ApiAuthRepository {}
