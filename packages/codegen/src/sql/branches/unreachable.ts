import { chosenArm, type Arm, type Branch, type BranchArgument, type Choice } from './branch.ts';

/** An arm, and the argument that its branch depends on. */
export interface Unreachable {
  readonly arm: Arm;
  readonly argument: BranchArgument;
}

/**
 * Arms that are sent for no choice, as branches around them have decided, or other switches of the name have no
 * `@else`: what stands in them would be in no text, and nothing would compile it.
 * @param decided what an argument may still be, of those that branches around these depend on
 */
export function findUnreachable(
  branches: readonly Branch[],
  all: ReadonlyMap<string, BranchArgument>,
  decided: ReadonlyMap<string, readonly Choice[]> = new Map(),
): Unreachable[] {
  return branches.flatMap((branch) => {
    const argument = all.get(branch.argument);
    if (argument === undefined) return [];
    const possible = decided.get(argument.key) ?? argument.choices;
    return branch.arms.flatMap((arm) => {
      const reaching = possible.filter((choice) => chosenArm(branch, choice) === arm);
      if (reaching.length === 0) return [{ arm, argument }];
      return findUnreachable(arm.branches, all, new Map(decided).set(argument.key, reaching));
    });
  });
}
