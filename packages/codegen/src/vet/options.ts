import { z } from 'zod';
import { isRuleName, RULE_NAMES, SEVERITIES } from './rule-names.ts';

/** `codegen.vet` of the config file. */
export const VetOptionsSchema = z.strictObject({
  /** Severity by rule, where it is not the rule's own; `squawk/<rule>` for one of squawk's. */
  rules: z
    .record(
      z.string().refine((name) => isRuleName(name) || /^squawk\/[a-z-]+$/.test(name), {
        message: `no such rule; there are ${RULE_NAMES.join(', ')} and squawk/<rule>`,
      }),
      z.enum(SEVERITIES),
    )
    .default({}),
  /** Tables that stay small: to read all of one is no finding. */
  smallTables: z.array(z.string().min(1)).default([]),
  /** Folders beside the package's own whose TypeScript may use its queries, relative to the config file. */
  usedIn: z.array(z.string().min(1)).default([]),
  /** The squawk to run, relative to the config file. Default: that of node_modules, else of the PATH. */
  squawk: z.string().min(1).optional(),
});
export type VetOptions = Readonly<z.infer<typeof VetOptionsSchema>>;
