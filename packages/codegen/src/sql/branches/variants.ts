import type { Replacement, SourceQuery, Span } from '../source-query.ts';
import { chosenArm, type Branch, type Branches, type Choices } from './branch.ts';

/** The query that a query with branches is when its arguments are chosen: as if the rest had not been written. */
export function variantOf(query: SourceQuery, branches: Branches, choices: Choices): SourceQuery {
  const left = leftOut(branches.roots, choices);
  const stays = ({ start, end }: Span): boolean => !left.some((span) => span.start <= start && end <= span.end);
  const tokens = query.tokens.filter(stays);
  const start = tokens[0]?.start ?? query.body.start;
  // Like any statement, it begins with its first token: what stands before that is a comment.
  const body = { start, end: tokens.at(-1)?.end ?? start };
  return {
    ...query,
    branches: undefined,
    variant: { of: query, choices },
    body,
    tokens,
    parameters: query.parameters.flatMap((parameter) => {
      const uses = parameter.uses.filter(stays);
      return uses.length === 0 ? [] : [{ ...parameter, uses }];
    }),
    embeds: query.embeds.filter(({ span }) => stays(span)),
    replacements: [
      ...query.replacements.filter(({ span }) => stays(span) && isWithin(body, span)),
      ...deletions(query.source.text, body, [...left, ...branches.comments]),
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

function isWithin(body: Span, { start, end }: Span): boolean {
  return body.start <= start && end <= body.end;
}

/** Takes pieces out of a statement, with the lines and the blanks that would be left of them. */
function deletions(text: string, body: Span, pieces: readonly Span[]): Replacement[] {
  const merged: { start: number; end: number }[] = [];
  for (const piece of pieces.map((each) => ({ ...each })).toSorted((a, b) => a.start - b.start)) {
    const last = merged.at(-1);
    // Only blanks between them: they go together.
    if (last !== undefined && (piece.start <= last.end || text.slice(last.end, piece.start).trim() === ''))
      last.end = Math.max(last.end, piece.end);
    else merged.push(piece);
  }
  return merged
    .filter((piece) => isWithin(body, piece))
    .map((piece) => {
      const span = widen(text, body, piece);
      return { span, text: isGlued(text, span) ? ' ' : '' };
    });
}

function widen(text: string, body: Span, { start, end }: Span): Span {
  const before = /[ \t]*$/.exec(text.slice(body.start, start))?.[0].length ?? 0;
  const behind = /^[ \t]*/.exec(text.slice(end, body.end))?.[0].length ?? 0;
  const atLineStart = text[start - before - 1] === '\n';
  const atLineEnd = text[end + behind] === '\n';
  if (atLineStart && atLineEnd) return { start: start - before, end: end + behind + 1 };
  if (atLineEnd) return { start: start - before, end: end + behind };
  // Of the blanks on both sides one is enough; at the beginning of a line, those are the indent.
  return { start, end: before > 0 || atLineStart ? end + behind : end };
}

/** Whether what stands on both sides would become one word. */
function isGlued(text: string, { start, end }: Span): boolean {
  return /\S/.test(text[start - 1] ?? '') && /\S/.test(text[end] ?? '');
}
