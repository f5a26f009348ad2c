/**
 * PostgreSQL's analysed query tree, as `pg_node_tree` prints it: nodes with named fields, lists, atoms.
 * Field names are those of the server's parsenodes.h and primnodes.h.
 */
export interface TreeNode {
  readonly type: string;
  readonly fields: ReadonlyMap<string, TreeValue>;
}
export type TreeValue = null | string | TreeNode | readonly TreeValue[];

export function isNode(value: TreeValue | undefined): value is TreeNode {
  return typeof value === 'object' && value !== null && 'fields' in value;
}

/** Whether a value is a list. */
export function isList(value: TreeValue | undefined): value is readonly TreeValue[] {
  return Array.isArray(value);
}

/** A field of a node; absent ones are null, as the server leaves out nothing but what another version has. */
export function field(node: TreeNode, name: string): TreeValue {
  return node.fields.get(name) ?? null;
}

/** A field that holds a node, if it does. */
export function nodeField(node: TreeNode, name: string): TreeNode | undefined {
  const value = field(node, name);
  return isNode(value) ? value : undefined;
}

/** A field that holds a list: its elements, none for an empty or absent one. */
export function listField(node: TreeNode, name: string): readonly TreeValue[] {
  const value = field(node, name);
  return isList(value) ? value : [];
}

/** The nodes of a field that holds a list of nodes. */
export function nodesField(node: TreeNode, name: string): TreeNode[] {
  return listField(node, name).filter(isNode);
}

/** A numeric field: enum values, oids, positions. */
export function numberField(node: TreeNode, name: string): number {
  return Number(field(node, name) ?? 0);
}

/** A field that holds a word. */
export function textField(node: TreeNode, name: string): string {
  const value = field(node, name);
  return typeof value === 'string' ? value : '';
}

/** A boolean field. */
export function flag(node: TreeNode, name: string): boolean {
  return field(node, name) === 'true';
}

/** Calls back for each direct child of a node, through its lists: a callback, as a generator took a tenth of a run. */
export function forEachChild(value: TreeValue | undefined, visit: (child: TreeNode) => void): void {
  if (isList(value)) {
    for (const element of value) {
      if (isNode(element)) visit(element);
      else forEachChild(element, visit);
    }
  } else if (isNode(value)) {
    for (const child of value.fields.values()) {
      if (isNode(child)) visit(child);
      else if (isList(child)) forEachChild(child, visit);
    }
  }
}

/** The first node of a type, in reading order. */
export function findNode(value: TreeValue | undefined, type: string): TreeNode | undefined {
  if (isNode(value) && value.type === type) return value;
  let found: TreeNode | undefined;
  forEachChild(value, (child) => {
    found ??= findNode(child, type);
  });
  return found;
}
