import type { Span } from '../source-query.ts';

/** What an argument may be for a branch: a case of a switch, given, or left out. */
export type Choice = string | true | undefined;

/** A part of a statement that stands in the text that is sent, or does not. */
export interface Arm {
  /** For what it is chosen; of a branch with `@else`, that for what is left. */
  readonly value: Choice;
  /** Between the two comments around it. */
  readonly span: Span;
  readonly branches: readonly Branch[];
}

/** `@if` or `@switch` up to its `@end`. */
export interface Branch {
  readonly kind: 'if' | 'switch';
  /** Name of the argument, in the form in which names are compared. */
  readonly argument: string;
  /** The name as written. */
  readonly name: Span;
  readonly arms: readonly Arm[];
}

/** An argument that branches depend on. */
export interface BranchArgument {
  readonly key: string;
  /** As written where it is first named. */
  readonly name: string;
  /** Offset of that. */
  readonly at: number;
  /** Whether it is a parameter that may be left out, a flag, or a choice among cases. */
  readonly kind: 'parameter' | 'flag' | 'switch';
  /** All that it may be, in the order of the file; what is left out comes last for a switch, and first for the others. */
  readonly choices: readonly Choice[];
}

/** The branches of a statement. */
export interface Branches {
  readonly roots: readonly Branch[];
  /** The comments that make them: these are not sent. */
  readonly comments: readonly Span[];
  readonly arguments: ReadonlyMap<string, BranchArgument>;
}

/** What has been decided of the arguments; the others make no difference then. */
export type Choices = ReadonlyMap<string, Choice>;

/** The arm of a branch that is sent, if any. */
export function chosenArm({ arms }: Branch, choice: Choice): Arm | undefined {
  return arms.find(({ value }) => value === choice) ?? arms.find(({ value }) => value === undefined);
}
