import { createHash, createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

interface Signer {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
  readonly service: string;
}

const header =
  /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, ?SignedHeaders=([a-z0-9;-]+), ?Signature=([0-9a-f]{64})$/;

/** Checks a request's Signature Version 4. @returns the name of AWS's error, or null when it is right */
export function signatureFault(request: IncomingMessage, body: string, signer: Signer): string | null {
  const { authorization } = request.headers;
  const date = request.headers['x-amz-date'];
  if (authorization === undefined || typeof date !== 'string') return 'MissingAuthenticationTokenException';
  const match = header.exec(authorization);
  if (match === null) return 'IncompleteSignatureException';
  const [, accessKeyId, day = '', region = '', service = '', signed = '', signature] = match;
  if (accessKeyId !== signer.accessKeyId) return 'UnrecognizedClientException';
  if (region !== signer.region || service !== signer.service || !date.startsWith(day))
    return 'InvalidSignatureException';
  const names = signed.split(';');
  if (!['host', 'x-amz-date', 'x-amz-target'].every((name) => names.includes(name))) return 'InvalidSignatureException';
  const canonical = [
    'POST',
    '/',
    '',
    ...names.map((name) => `${name}:${String(request.headers[name]).trim()}`),
    '',
    signed,
    sha256(body),
  ].join('\n');
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', date, scope, sha256(canonical)].join('\n');
  const key = [day, region, service, 'aws4_request'].reduce<string | Buffer>(
    (key, part) => createHmac('sha256', key).update(part).digest(),
    `AWS4${signer.secretAccessKey}`,
  );
  return createHmac('sha256', key).update(toSign).digest('hex') === signature ? null : 'InvalidSignatureException';
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}
