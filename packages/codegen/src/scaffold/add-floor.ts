/** The lint rule of floors with a service on the floor of services, or nothing where it has no such list. */
export function addFloor(text: string, service: string): string | undefined {
  const line = [...text.matchAll(/^( *)'?[\w-]+'?: 3,\n/gm)].at(-1);
  if (line === undefined) return undefined;
  const end = line.index + line[0].length;
  const key = /^\w+$/.test(service) ? service : `'${service}'`;
  return `${text.slice(0, end)}${line[1] ?? ''}${key}: 3,\n${text.slice(end)}`;
}
