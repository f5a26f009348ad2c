// The part of ESLint's rule API that our rules use.

export interface Literal {
  readonly type: string;
  readonly value: unknown;
}

export interface TemplateLiteral {
  readonly quasis: readonly { readonly value: { readonly raw: string } }[];
}

export interface ImportNode {
  readonly source: Literal | null;
}

export interface RuleContext {
  readonly filename: string;
  report(problem: { node: object; message: string }): void;
}

export interface Visitor {
  ImportDeclaration?(node: ImportNode): void;
  ExportNamedDeclaration?(node: ImportNode): void;
  ExportAllDeclaration?(node: ImportNode): void;
  ImportExpression?(node: ImportNode): void;
  Literal?(node: Literal): void;
  TemplateLiteral?(node: TemplateLiteral): void;
}

export interface Rule {
  create(context: RuleContext): Visitor;
}
