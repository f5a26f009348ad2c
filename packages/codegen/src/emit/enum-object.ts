import type { Type } from '../catalog/catalog.ts';
import { propertyKey, quote } from '../names.ts';

/** An enum as an object of its labels, and the type of them under the same name. */
export function enumObject(name: string, { labels }: Type): string {
  const properties = labels.map((label) => `  ${propertyKey(label)}: ${quote(label)},\n`);
  return `export const ${name} = {\n${properties.join('')}} as const;\nexport type ${name} = (typeof ${name})[keyof typeof ${name}];\n`;
}
