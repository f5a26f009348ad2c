import type { Replacement, SourceQuery, Span } from '../source-query.ts';
import { chosenArm, type Branch, type Branches, type Choices } from './branch.ts';

/** The query that a query with branches is when its arguments are chosen: as if the rest had not been written. */
export function variantOf(query: SourceQuery, branches: Branches, choices: Choices): SourceQuery {
  const left = leftOut(branches.roots, choices);
  const stays = ({ start, end }: Span): boolean => !left.some((span) => span.start <= start && end <= span.end);
  return {
    ...query,
    branches: undefined,
    variant: { of: query, choices },
    tokens: query.tokens.filter(stays),
    parameters: query.parameters.flatMap((parameter) => {
      const uses = parameter.uses.filter(stays);
      return uses.length === 0 ? [] : [{ ...parameter, uses }];
    }),
    embeds: query.embeds.filter(({ span }) => stays(span)),
    replacements: [
      ...query.replacements.filter(({ span }) => stays(span)),
      ...deletions(query, [...left, ...branches.comments]),
    ],
  };
}

/** Whether a place of the file is in the text of a variant. */
export function isSent(branches: Branches, choices: Choices, offset: number): boolean {
  return !leftOut(branches.roots, choices).some(({ start, end }) => start <= offset && offset < end);
}

/** The arms that are not chosen. */
function leftOut(branches: readonly Branch[], choices: Choices): Span[] {
  return branches.flatMap((branch) => {
    const chosen = chosenArm(branch, choices.get(branch.argument));
    return branch.arms.flatMap((arm) => (arm === chosen ? leftOut(arm.branches, choices) : [arm.span]));
  });
}

/** Takes pieces out of a statement, with the lines and the blanks that would be left of them. */
function deletions({ source: { text }, body }: SourceQuery, pieces: readonly Span[]): Replacement[] {
  const merged: { start: number; end: number }[] = [];
  for (const piece of pieces.map((each) => ({ ...each })).toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    // Only blanks between them: they go together.
    if (last !== undefined && (piece.start <= last.end || text.slice(last.end, piece.start).trim() === ''))
      last.end = Math.max(last.end, piece.end);
    else merged.push(piece);
  }
  return merged.flatMap(({ start, end }): Replacement[] => {
    const span = widen(text, Math.max(start, body.start), Math.min(end, body.end), body);
    return span.end <= span.start ? [] : [{ span, text: isGlued(text, span, body) ? ' ' : '' }];
  });
}

function widen(text: string, start: number, end: number, body: Span): Span {
  const before = /[ \t]*$/.exec(text.slice(body.start, start))?.[0].length ?? 0;
  const behind = /^[ \t]*/.exec(text.slice(end, body.end))?.[0].length ?? 0;
  const isFirst = start - before === body.start;
  const isLast = end + behind === body.end;
  const atLineStart = isFirst || text[start - before - 1] === '\n';
  const atLineEnd = isLast || text[end + behind] === '\n';
  if (isFirst || isLast) {
    // Nothing stands on this side: neither blanks nor line breaks are needed.
    const head = isLast ? (/\s*$/.exec(text.slice(body.start, start))?.[0].length ?? 0) : 0;
    const tail = isFirst ? (/^\s*/.exec(text.slice(end, body.end))?.[0].length ?? 0) : 0;
    return { start: start - head, end: end + tail };
  }
  if (atLineStart && atLineEnd) return { start: start - before, end: end + behind + 1 };
  if (atLineEnd) return { start: start - before, end: end + behind };
  // Of the blanks on both sides one is enough; at the beginning of a line, those are the indent.
  return { start, end: before > 0 || atLineStart ? end + behind : end };
}

/** Whether what stands on both sides would become one word. */
function isGlued(text: string, { start, end }: Span, body: Span): boolean {
  return start > body.start && end < body.end && /\S/.test(text[start - 1] ?? '') && /\S/.test(text[end] ?? '');
}
