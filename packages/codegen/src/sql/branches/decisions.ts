import { chosenArm, type Branch, type BranchArgument, type Branches, type Choice, type Choices } from './branch.ts';

/** What has to be decided to know which text is sent: an argument, and what is left to decide for each of its values. */
export interface Decision {
  readonly argument: BranchArgument;
  readonly outcomes: readonly { readonly choice: Choice; readonly next: Decision | Choices }[];
}

/** Whether nothing is left to decide. */
export function isDecided(node: Decision | Choices): node is Choices {
  return node instanceof Map;
}

/** The decisions about a statement: an argument that nothing depends on any more is not asked for. */
export function decide(branches: Branches, choices: Choices = new Map()): Decision | Choices {
  const argument = nextArgument(branches, choices);
  if (argument === undefined) return choices;
  const outcomes = argument.choices.map((choice) => ({
    choice,
    next: decide(branches, new Map(choices).set(argument.key, choice)),
  }));
  return { argument, outcomes };
}

/** The ends of all decisions, in their order. */
export function decided(node: Decision | Choices): Choices[] {
  return isDecided(node) ? [node] : node.outcomes.flatMap(({ next }) => decided(next));
}

/**
 * How many ends there are, without going to all of them.
 * @param most a number that is enough to know
 */
export function countDecided(branches: Branches, most: number, choices: Choices = new Map()): number {
  const argument = nextArgument(branches, choices);
  if (argument === undefined) return 1;
  let count = 0;
  for (const choice of argument.choices) {
    count += countDecided(branches, most - count, new Map(choices).set(argument.key, choice));
    if (count >= most) break;
  }
  return count;
}

function nextArgument({ roots, arguments: all }: Branches, choices: Choices): BranchArgument | undefined {
  const key = nextKey(roots, choices);
  return key === undefined ? undefined : all.get(key);
}

/** The first argument, in the order of the file, that something which is sent depends on. */
function nextKey(branches: readonly Branch[], choices: Choices): string | undefined {
  for (const branch of branches) {
    if (!choices.has(branch.argument)) return branch.argument;
    const arm = chosenArm(branch, choices.get(branch.argument));
    const key = arm === undefined ? undefined : nextKey(arm.branches, choices);
    if (key !== undefined) return key;
  }
  return undefined;
}
