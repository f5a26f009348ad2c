import { describe, expect, test } from 'vitest';
import { decodeText, readNamedFile, reasonOf } from '../../src/files/read-file.ts';
import { failureOf } from '../support/failure.ts';

describe('reasonOf', () => {
  test.each([
    ['ENOENT', 'there is no such file or folder'],
    ['EACCES', 'permission denied'],
    ['EPERM', 'permission denied'],
    ['EISDIR', 'it is a folder'],
    ['ENOSPC', 'the disk is full'],
    ['EIO', 'EIO'],
  ])('says what %s means', (code, reason) => {
    expect(reasonOf(Object.assign(new Error('open hunter2'), { code }))).toBe(reason);
  });

  test('has none for what the system does not tell', () => {
    expect(reasonOf(new Error('hunter2'))).toBe('unknown reason');
    expect(reasonOf('hunter2')).toBe('unknown reason');
  });
});

test('reads bytes as they are', async () => {
  expect((await readNamedFile(import.meta.filename)).toString()).toContain('reads bytes as they are');
});

test('a folder is no file', async () => {
  await expect(readNamedFile(import.meta.dirname)).rejects.toMatchObject({
    code: 'USAGE',
    message: `Cannot read ${import.meta.dirname}: it is a folder.`,
  });
});

test('keeps every byte of a text, and refuses bytes that are none without showing them', () => {
  expect(decodeText(Buffer.from('\uFEFFé\r\n'))).toBe('\uFEFFé\r\n');
  expect(failureOf('INVALID_FILE', () => decodeText(Buffer.from('hunter2\xff', 'latin1'))).message).not.toContain(
    'hun',
  );
});
