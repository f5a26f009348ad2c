import { describe, expect, it } from 'vitest';
import { parseTree } from '../../src/analysis/parse-tree.ts';
import {
  forEachChild,
  field,
  findNode,
  flag,
  isNode,
  listField,
  nodeField,
  nodesField,
  numberField,
  textField,
  type TreeNode,
} from '../../src/analysis/tree.ts';

function node(text: string): TreeNode {
  const value = parseTree(text);
  if (!isNode(value)) throw new Error('no node');
  return value;
}

describe('parseTree', () => {
  it('reads nodes, lists, atoms and nothing', () => {
    const query = node(
      '{QUERY :commandType 1 :canSetTag true :cteList <> :rtable ({RTE :relid 12}{RTE :relid 13}) :set (b 3)}',
    );
    expect(query.type).toBe('QUERY');
    expect(numberField(query, 'commandType')).toBe(1);
    expect(flag(query, 'canSetTag')).toBe(true);
    expect(field(query, 'cteList')).toBeNull();
    expect(nodesField(query, 'rtable').map((entry) => numberField(entry, 'relid'))).toEqual([12, 13]);
    expect(listField(query, 'set')).toEqual(['b', '3']);
  });

  it('reads a datum as its length and bytes', () => {
    expect(listField(node('{CONST :constlen 4 :constvalue 4 [ 1 0 0 0 ] :location -1}'), 'constvalue')).toEqual([
      '4',
      '[',
      '1',
      '0',
      '0',
      '0',
      ']',
    ]);
  });

  it.each([
    ['{A :name plain}', 'plain'],
    ['{A :name with\\ blank}', 'with blank'],
    ['{A :name \\{x\\}\\(y\\)\\\\}', '{x}(y)\\'],
    ['{A :name "quoted"}', 'quoted'],
    ['{A :name "in"side"}', 'in"side'],
    ['{A :name ""}', ''],
    ['{A :name x"}', 'x"'],
    ['{A :name :odd}', ':odd'],
  ])('reads the name in %s', (text, name) => {
    expect(textField(node(text), 'name')).toBe(name);
  });

  it.each(['{A name}', '(a b', '', '{A :b'])('refuses %j', (text) => {
    expect(() => parseTree(text)).toThrow('pg_node_tree');
  });

  it('ends an atom where a list or a node begins', () => {
    expect(listField(node('{A :x a(b)}'), 'x')).toEqual(['a', ['b']]);
    expect(listField(node('{A :x a{B}}'), 'x').map(isNode)).toEqual([false, true]);
  });

  it('says what is not closed', () => {
    expect(() => parseTree('(a b')).toThrow('a list is not closed');
  });

  it('says where a field was expected, and what is there instead', () => {
    const rest = 'x'.repeat(39);
    expect(() => parseTree(`{A\n ${rest}yz}`)).toThrow(new RegExp(`^pg_node_tree: expected a field at 4: ${rest}y$`));
  });
});

describe('tree', () => {
  it('finds nodes in reading order, through lists', () => {
    const tree = node('{A :x (({B :y {C :n 1}}) {C :n 2})}');
    const children: string[] = [];
    forEachChild(tree, ({ type }) => children.push(type));
    expect(children).toEqual(['B', 'C']);
    const found = findNode(tree, 'C');
    expect(found && numberField(found, 'n')).toBe(1);
    expect(findNode(tree, 'D')).toBeUndefined();
  });

  it('takes fields of another kind, and absent ones, for empty', () => {
    const tree = node('{A :x word}');
    expect(nodeField(tree, 'x')).toBeUndefined();
    expect(listField(tree, 'x')).toEqual([]);
    expect(textField(tree, 'y')).toBe('');
    expect(numberField(tree, 'y')).toBe(0);
  });
});
