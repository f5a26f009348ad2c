import type {
  CompiledArgument,
  CompiledBranches,
  CompiledDecision,
  CompiledParameter,
  CompiledVariant,
} from '../compile/compiled-query.ts';
import { pascalCase, propertyAccess, propertyKey, quote } from '../names.ts';
import type { Imports } from './imports.ts';
import { bracketed, docComment, orNull, templateLiteral, WIDTH } from './layout.ts';
import { isOptional } from './optional.ts';
import type { SentValues } from './sent-values.ts';
import type { Signature } from './signature.ts';
import { statementName } from './statement-name.ts';

/** A parameter as a property of the function's one argument. */
export function parameterProperty(
  parameter: Pick<CompiledParameter, 'name' | 'nullable' | 'partial'>,
  type: string,
): string {
  const { name, nullable, partial } = parameter;
  if (!isOptional(parameter)) return `  ${propertyKey(name)}: ${orNull(type, nullable)};\n`;
  const doc = partial === undefined || partial.decides || nullable ? [] : [`Needed ${partial.when}.`];
  return `${docComment(doc, '  ')}  ${propertyKey(name)}?: ${orNull(type, nullable)} | undefined;\n`;
}

/** What only chooses, as properties beside the parameters. */
export function argumentProperties(args: readonly CompiledArgument[]): string[] {
  return args.map(({ name, cases, optional }) => {
    const type = cases === undefined ? 'boolean' : cases.map(quote).join(' | ');
    return `  ${propertyKey(name)}${optional ? '?' : ''}: ${type}${optional ? ' | undefined' : ''};\n`;
  });
}

/** What the branches of a query are written with. */
interface BranchContext {
  readonly imports: Imports;
  readonly sent: SentValues;
  readonly preparedNames: boolean;
}

/** Writes the texts of a query with branches, and the code that chooses one of them. */
export class BranchWriter {
  readonly #name: string;
  readonly #query: string;
  readonly #parametersName: string;
  readonly #branches: CompiledBranches;
  readonly #context: BranchContext;

  constructor({ functionName, parametersName, query }: Signature, branches: CompiledBranches, context: BranchContext) {
    this.#name = functionName;
    this.#query = pascalCase(query.source.name);
    this.#parametersName = parametersName;
    this.#branches = branches;
    this.#context = context;
  }

  /** The texts, by what they are made with, and a table of them in the order of the decisions. */
  statements(): string {
    const { imports } = this.#context;
    const labels = new Map<string, string>();
    for (const { compiled, label } of this.#branches.variants)
      if (!labels.has(compiled.text)) labels.set(compiled.text, label);
    const texts = [...labels].map(([text, label]) => `  ${propertyKey(label)}: ${templateLiteral(text)},\n`);
    const doc = docComment([`The statements of {@link ${this.#name}}, by the arguments that choose them.`]);
    const variants = this.#branches.variants.map((variant) =>
      this.#variant(variant, labels.get(variant.compiled.text) ?? ''),
    );
    return [
      `${doc}export const ${this.#name}SQL = {\n${texts.join('')}};\n`,
      ...this.#switches(),
      `const ${this.#name}Variants: readonly ${imports.runtimeType('Variant')}<${this.#parametersName}>[] = [\n${variants.join('')}];\n`,
    ].join('\n');
  }

  /** Finds the variant, as the first line of the function. */
  chosen(): string {
    const number = sumOf(this.#branches.decision, this);
    const head = `  const variant = ${this.#context.imports.runtime('chosen')}(`;
    const table = `${this.#name}Variants`;
    const single = `${head}${table}, ${number.join(' ')});\n`;
    if (single.length <= WIDTH + 1) return single;
    const argument = `    ${number.join(' ')},`;
    return `${head}\n    ${table},\n${argument.length <= WIDTH ? argument : `    ${number.join('\n      ')},`}\n  );\n`;
  }

  /** Whether the argument of an `@if` says yes. */
  isGiven({ name, kind }: CompiledDecision): string {
    const value = propertyAccess('params', name);
    return kind === 'flag' ? `${value} === true` : `${value} !== undefined`;
  }

  /** The number of the case of a switch. */
  choice({ name }: CompiledDecision): string {
    const cases = propertyAccess(`${this.#name}Switches`, name);
    return `${this.#context.imports.runtime('choice')}(${cases}, ${propertyAccess('params', name)})`;
  }

  #switches(): string[] {
    const switches = this.#branches.arguments.flatMap(({ name, cases, optional }) => {
      if (cases === undefined) return [];
      const entries = [
        `query: ${quote(this.#query)}`,
        `argument: ${quote(name)}`,
        `cases: [${cases.map(quote).join(', ')}]`,
        ...(optional ? ['optional: true'] : []),
      ];
      return [`${bracketed(`  ${propertyKey(name)}: `, '{', entries, '}', ',').replaceAll('\n', '\n  ')}\n`];
    });
    return switches.length === 0 ? [] : [`const ${this.#name}Switches = {\n${switches.join('')}};\n`];
  }

  #variant({ compiled, parameters }: CompiledVariant, label: string): string {
    const values = parameters.map((parameter) => this.#value(parameter));
    const entries = [
      `name: ${quote(statementName(compiled.source.name, compiled.text))}`,
      `text: ${propertyAccess(`${this.#name}SQL`, label)}`,
      ...(this.#context.preparedNames ? [] : ['prepared: false']),
      bracketed(`values: (${values.length === 0 ? '' : 'params'}) => `, '[', values, ']', '', '    ').trimStart(),
    ];
    return `${bracketed('', '{', entries, '}', ',', '  ')}\n`;
  }

  /** The expression that sends a parameter in a variant that has it. */
  #value(parameter: CompiledParameter): string {
    const { name, nullable, partial, field } = parameter;
    const { imports, sent } = this.#context;
    const property = field?.object ?? name;
    const given = propertyAccess('params', property);
    const encoded = sent.value(parameter, given);
    if (partial === undefined) return encoded;
    if (field === undefined && (nullable || (partial.decides && encoded === given))) return encoded;
    return sent.value(parameter, `${imports.runtime('given')}(${quote(this.#query)}, ${quote(property)}, ${given})`);
  }
}

type Node = CompiledDecision | CompiledVariant;

/** The number of a variant, in pieces between which a line may be broken. */
function sumOf(node: Node, writer: BranchWriter): string[] {
  const terms = termsOf(node, writer);
  const [only] = terms;
  if (terms.length === 1 && only !== undefined) return only.pieces;
  return terms.flatMap(({ pieces, isChoice }, index) => {
    const closed = isChoice ? [`(${pieces.join(' ')})`] : pieces;
    return index === terms.length - 1
      ? closed
      : closed.map((piece, at) => (at === closed.length - 1 ? `${piece} +` : piece));
  });
}

/** A part of a sum; one that is a choice needs parentheses beside others. */
interface Term {
  readonly pieces: string[];
  readonly isChoice: boolean;
}

/** A term for each decision, as long as what is left to decide is the same either way. */
function termsOf(node: Node, writer: BranchWriter): Term[] {
  if ('choices' in node) return [];
  const nexts = node.outcomes.map(({ next }) => next);
  const [first] = nexts;
  if (first === undefined) return [];
  const isSame = nexts.every((next) => shapeOf(next) === shapeOf(first));
  if (!isSame) return [{ pieces: choose(node, nexts, writer), isChoice: true }];
  const size = sizeOf(first);
  const own =
    node.kind === 'switch'
      ? { pieces: [writer.choice(node) + (size === 1 ? '' : ` * ${size}`)], isChoice: false }
      : { pieces: [`${writer.isGiven(node)} ? ${size} : 0`], isChoice: true };
  return [own, ...termsOf(first, writer)];
}

/** What is left to decide depends on this decision. */
function choose(node: CompiledDecision, nexts: readonly Node[], writer: BranchWriter): string[] {
  let from = 0;
  const numbers = nexts.map((next) => {
    const terms = termsOf(next, writer).map(({ pieces, isChoice }) =>
      isChoice ? `(${pieces.join(' ')})` : pieces.join(' '),
    );
    const number = [...(from === 0 ? [] : [String(from)]), ...terms].join(' + ');
    from += sizeOf(next);
    return number === '' ? '0' : number;
  });
  if (node.kind !== 'switch') return [writer.isGiven(node), `? ${numbers[1] ?? ''}`, `: ${numbers[0] ?? ''}`];
  const value = propertyAccess('params', node.name);
  const pieces = node.outcomes.slice(0, -1).flatMap(({ choice }, index) => {
    // The first test is the one that refuses what is no case.
    const test = index === 0 ? `${writer.choice(node)} === 0` : `: ${value} === ${quote(String(choice))}`;
    return [test, `? ${numbers[index] ?? ''}`];
  });
  return [...pieces, `: ${numbers.at(-1) ?? ''}`];
}

function sizeOf(node: Node): number {
  return 'choices' in node ? 1 : node.outcomes.reduce((sum, { next }) => sum + sizeOf(next), 0);
}

function shapeOf(node: Node): string {
  return 'choices' in node ? '.' : `${node.name}(${node.outcomes.map(({ next }) => shapeOf(next)).join()})`;
}
