export interface Payload {
  readonly kind: 'a' | 'b';
  readonly amount?: number | undefined;
}

export interface Label {
  readonly text: string;
}

export type Note = string & { readonly __note: true };
