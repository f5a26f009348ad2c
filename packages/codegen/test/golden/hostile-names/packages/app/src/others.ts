export interface Payload {
  there: number;
}

export interface Queries {
  sql: string[];
}

export type documents = readonly string[];

export type Größe = 1 | 2;
