/** The headings of a page in Markdown; a line of a code block is none. */
export function headingsOf(text: string): string[] {
  const withoutCode = text.replaceAll(/^```[^]*?^```$/gm, '');
  return [...withoutCode.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => heading);
}
