import { z } from 'zod';

const unitMs = { m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;
const agePattern = /^(\d{1,6})([mhdw])$/;
const datePattern = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** An option that is a length of time: `90m`, `12h`, `400d`, `2w`; in ms. */
export const AgeOption = z.string().transform((text, context) => {
  const ms = ageMs(text);
  if (ms !== null) return ms;
  context.addIssue({ code: 'custom', message: 'must be a number with m, h, d or w: 90m, 12h, 400d, 2w' });
  return z.NEVER;
});

/** An option that is a point in time: a date, or how long ago it was; without an offset, dates are UTC. */
export const MomentOption = z.string().transform((text, context) => {
  const ms = ageMs(text);
  const moment = ms === null ? readDate(text) : new Date(Date.now() - ms);
  if (!Number.isNaN(moment.getTime())) return moment;
  context.addIssue({
    code: 'custom',
    message: 'must be a date such as 2026-01-31 or 2026-01-31T12:00:00Z, or an age such as 7d',
  });
  return z.NEVER;
});

function ageMs(text: string): number | null {
  const [, number, unit] = agePattern.exec(text) ?? [];
  if (unit !== 'm' && unit !== 'h' && unit !== 'd' && unit !== 'w') return null;
  return Number(number) * unitMs[unit];
}

function readDate(text: string): Date {
  if (!datePattern.test(text)) return new Date(Number.NaN);
  // Of 30 February, Date would make 2 March.
  const day = text.slice(0, 10);
  const midnight = new Date(day);
  if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day)) return new Date(Number.NaN);
  const hasOffset = /(Z|[+-]\d{2}:\d{2})$/.test(text.slice(10));
  return new Date(text.length === 10 || hasOffset ? text : `${text}Z`);
}
