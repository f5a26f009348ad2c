import path from 'node:path';
import { z } from 'zod';
import { runProgram } from '../support/run-program.ts';
import { PEERS } from './peers.ts';

/** What is measured, in the order of the tables. */
export const OPERATIONS = ['point', 'list', 'insert', 'upsert', 'bulk', 'transaction'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** One subject doing one operation in one process. */
export interface Cell {
  readonly subject: string;
  readonly operation: Operation;
  readonly perSecond: number;
  /** Microseconds of processor time an operation: of the process, and of its backends. */
  readonly client: number;
  readonly server: number;
}

const Output = z.object({ perSecond: z.number(), client: z.number(), server: z.number() });
const Duel = z.object({ ratios: z.array(z.number()) });
const Subjects = z.record(z.string(), z.array(z.enum(OPERATIONS)));

/** The subjects and what they can do. */
export async function readSubjects(): Promise<Map<string, Operation[]>> {
  return new Map(Object.entries(Subjects.parse(JSON.parse(await runPeer('list-subjects.ts')))));
}

/** How long, and on what. */
export interface MeasureOptions {
  readonly operation: Operation;
  readonly url: string;
  readonly books: number;
  readonly warmUpMs: number;
  readonly measureMs: number;
}

/** Runs one cell. */
export async function measureCell(subject: string, options: MeasureOptions): Promise<Cell> {
  const figures = Output.parse(
    JSON.parse(await runPeer('cell.ts', JSON.stringify({ ...options, subjects: [subject] }))),
  );
  return { subject, operation: options.operation, ...figures };
}

/** What the second costs as a multiple of the first, turn by turn. */
export async function measureDuel(subjects: readonly string[], options: MeasureOptions): Promise<number[]> {
  return Duel.parse(JSON.parse(await runPeer('duel.ts', JSON.stringify({ ...options, subjects })))).ratios;
}

/** With the condition, our generated code imports its runtime from the sources. */
async function runPeer(file: string, ...args: string[]): Promise<string> {
  return runProgram(process.execPath, ['--conditions=@kongflow/source', path.join(PEERS, 'src', file), ...args], PEERS);
}
