import { explain } from '../explain/explain.ts';
import { renderExplanation } from '../explain/render-explanation.ts';
import type { CommandCall } from './options.ts';
import type { Terminal } from './print.ts';

/** `explain <query>`. */
export async function runExplain({ operands, options, chosen, print }: CommandCall, terminal: Terminal): Promise<0> {
  const [name = ''] = operands;
  const explanations = await explain(name, { ...options, with: chosen });
  if (print.format === 'json')
    terminal.out(`${JSON.stringify({ command: 'explain', exitCode: 0, queries: explanations }, null, 2)}\n`);
  else terminal.out(`${explanations.map(renderExplanation).join('\n\n')}\n`);
  return 0;
}
