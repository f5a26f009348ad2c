interface Queries {
  getTeam(id: number): Promise<string>;
  getColor(id: number): Promise<string>;
}
declare const explainedTeamSQL: string;

export const text = explainedTeamSQL;
export const app = async ({ getTeam, getColor }: Queries): Promise<string[]> => Promise.all([getTeam(1), getColor(1)]);

export const named = (queries: { deleteQuery(): void; größe(): void }): unknown => [queries.deleteQuery, queries.größe];
