import { createHash } from 'node:crypto';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalForm, entryHash, type HashedFields } from '../../src/audit/canonical-form.ts';
import { setup } from './setup.ts';

/** Texts that look like parts of the form itself. */
const text = fc.oneof(
  fc.string({ unit: 'binary' }).filter((value) => !value.includes('\0')),
  fc.stringMatching(/^[-:0-9]{0,6}$/),
  fc.constantFrom('-', '1:', '-1:a', '3:abc', 'ä', '€', '😀', '\u{10ffff}', '😀\u200d'),
);
const digits = fc.bigInt({ min: 0n, max: 10n ** 17n }).map(String);
const fields: fc.Arbitrary<HashedFields> = fc.record({
  sequence: digits,
  occurredAtUs: digits,
  actor: text,
  action: fc.constantFrom('get', 'set', 'delete'),
  key: fc.option(text),
  provider: text,
  result: text,
});
const example: HashedFields = {
  sequence: '7',
  occurredAtUs: '1764000000000001',
  actor: 'user:1',
  action: 'get',
  key: 'schlüssel',
  provider: 'database',
  result: 'ok',
};

function listOf(entry: HashedFields): (string | null)[] {
  return [entry.sequence, entry.occurredAtUs, entry.actor, entry.action, entry.key, entry.provider, entry.result];
}

/** Reads a form back by its lengths alone. */
function readBack(form: string): (string | null)[] {
  let rest = Buffer.from(form);
  const values: (string | null)[] = [];
  while (rest.length > 0) {
    if (rest[0] === 0x2d) {
      values.push(null);
      rest = rest.subarray(1);
      continue;
    }
    const colon = rest.indexOf(':');
    const end = colon + 1 + Number(rest.subarray(0, colon).toString());
    values.push(rest.subarray(colon + 1, end).toString());
    rest = rest.subarray(end);
  }
  return values;
}

describe('the canonical form', () => {
  it('is each field behind its length in bytes', () => {
    expect(canonicalForm(example)).toBe('1:716:17640000000000016:user:13:get10:schlüssel8:database2:ok');
    expect(canonicalForm({ ...example, key: null })).toBe('1:716:17640000000000016:user:13:get-8:database2:ok');
  });

  it('is hashed together with the hash before', () => {
    const previous = Buffer.alloc(32, 7);
    const expected = createHash('sha256').update(previous).update(canonicalForm(example), 'utf8').digest('hex');
    expect(entryHash(previous, example).toString('hex')).toBe(expected);
  });

  it('can be read back, so that no two lists of fields have the same', () => {
    fc.assert(
      fc.property(fields, (entry) => {
        expect(readBack(canonicalForm(entry))).toEqual(listOf(entry));
      }),
      {
        numRuns: 500,
      },
    );
  });

  it('differs where what is in two neighbouring fields is only divided otherwise', () => {
    fc.assert(
      fc.property(fields, text, (entry, part) => {
        const left = canonicalForm({ ...entry, actor: `a${part}`, provider: entry.provider });
        const right = canonicalForm({ ...entry, actor: 'a', provider: `${part}${entry.provider}` });
        expect(left === right).toBe(part === '');
      }),
    );
  });

  it('is what the database hashes', async () => {
    const { sql } = await setup();
    await fc.assert(
      fc.asyncProperty(fields, fc.uint8Array({ minLength: 32, maxLength: 32 }), async (entry, previous) => {
        const [row] = await sql(
          `SELECT secret_audit_hash(ROW($1::bigint, timestamptz '1970-01-01 00:00:00Z'
              + $2::bigint / 1000000 * interval '1 second' + $2::bigint % 1000000 * interval '1 microsecond',
            $3::text, $4::secret_audit_action, $5::text, $6::text, $7::text, $8::bytea, NULL::bytea)::secret_audit_entries)`,
          [...listOf(entry), Buffer.from(previous)],
        );
        expect(row).toEqual([entryHash(previous, entry)]);
      }),
      { numRuns: 200 },
    );
  });
});
