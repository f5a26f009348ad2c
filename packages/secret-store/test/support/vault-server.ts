import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { TestClock } from './vault-clock.ts';
import { errors, KvEngine, type Reply } from './vault-kv.ts';
import { VaultTokens } from './vault-tokens.ts';

/** A request that the server got. */
export interface SeenVaultRequest {
  /** `LIST` also for `GET` with `list=true`. */
  readonly method: string;
  /** Decoded, without `/v1/`. */
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** What happens to requests instead of, or after, what they ask for. */
export interface Fault {
  /** Default: any request. */
  readonly when?: (request: SeenVaultRequest) => boolean;
  /** How often. Default 1. */
  readonly times?: number;
  /** Done first: what others do meanwhile. */
  readonly before?: () => unknown;
  /** What is answered; `drop` breaks the connection, `lose` does so after the request was carried out, `hang` never answers. */
  readonly reply?: Reply | 'drop' | 'lose' | 'hang';
}

/** A local server that speaks Vault's protocol as documented: tokens, AppRole, KV version 2, namespaces, standby. */
export class VaultServer {
  readonly clock = new TestClock();
  readonly tokens = new VaultTokens(this.clock);
  readonly seen: SeenVaultRequest[] = [];
  readonly faults: Fault[] = [];
  /** KV engines by mount, with the namespace before it: `team/secret`. */
  readonly engines = new Map<string, KvEngine>([['secret', new KvEngine()]]);
  /** Mounts of KV version 1, and other engines, by type. */
  readonly otherMounts = new Map<string, string>();
  appRoleMount = 'approle';
  isSealed = false;
  /** Where a standby sends its clients. */
  activeUrl: string | undefined;
  maxRequestBytes = Infinity;
  /** Whether refusals tell that the token is invalid, as since Vault 1.11. */
  tellsInvalidTokens = true;
  readonly #server = createServer((request, response) => void this.#receive(request, response));

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The engine at `secret`. */
  get kv(): KvEngine {
    return this.engines.get('secret') ?? new KvEngine();
  }

  static async start(): Promise<VaultServer> {
    const vault = new VaultServer();
    await new Promise<void>((resolve) => vault.#server.listen(0, '127.0.0.1', resolve));
    return vault;
  }

  /** Requests of a path that starts so. */
  seenAt(path: string, method?: string): SeenVaultRequest[] {
    return this.seen.filter(
      (request) => request.path.startsWith(path) && (method ?? request.method) === request.method,
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #receive(raw: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of raw) chunks.push(chunk as Buffer);
    const [rawPath = '', query] = (raw.url ?? '').split('?');
    const path = decodeURIComponent(rawPath).replace(/^.*?\/v1\//s, '');
    const method = query === 'list=true' ? 'LIST' : (raw.method ?? '');
    const request = { method, path, headers: raw.headers, body: Buffer.concat(chunks).toString('utf8') };
    this.seen.push(request);
    const fault = this.#nextFault(request);
    await fault?.before?.();
    if (fault?.reply === 'hang') return;
    if (fault?.reply === 'drop') return void raw.socket.destroy();
    const given = typeof fault?.reply === 'object' ? fault.reply : undefined;
    const reply = given ?? (this.activeUrl === undefined ? this.#answer(request) : this.#redirect(raw.url ?? ''));
    if (fault?.reply === 'lose') return void raw.socket.destroy();
    response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
    response.end(reply.json ?? '');
  }

  #nextFault(request: SeenVaultRequest): Fault | undefined {
    const index = this.faults.findIndex(({ when }) => when?.(request) ?? true);
    const fault = this.faults[index];
    if (fault === undefined) return undefined;
    const { times = 1 } = fault;
    if (times > 1) this.faults[index] = { ...fault, times: times - 1 };
    else this.faults.splice(index, 1);
    return fault;
  }

  #redirect(url: string): Reply {
    return { status: 307, headers: { location: `${this.activeUrl}${url.slice(url.indexOf('/v1/'))}` } };
  }

  #answer(request: SeenVaultRequest): Reply {
    const { path, body, method } = request;
    // Go's router cleans paths, and Vault takes printable characters only.
    if (/(?:^|\/)\.{0,2}(?:\/|$)/.test(path.replace(/\/$/, '')))
      return { status: 301, headers: { location: '/v1/clean' } };
    if (/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(path)) return { status: 400 };
    if (this.isSealed) return errors(503, 'Vault is sealed');
    if (Buffer.byteLength(body) > this.maxRequestBytes) return errors(413, 'http: request body too large');
    const login = /^auth\/(.+)\/login$/.exec(path);
    if (login !== null) return this.#logIn(login[1] ?? '', body);
    const name = String(request.headers['x-vault-token']);
    const token = this.tokens.find(name);
    if (token === undefined) {
      const invalid = '2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n';
      return errors(403, this.tellsInvalidTokens ? invalid : 'permission denied');
    }
    if (path.startsWith('auth/token/')) return this.#handleToken(path.slice('auth/token/'.length), name);
    if (token.denied !== undefined && path.startsWith(token.denied)) {
      return errors(403, '1 error occurred:\n\t* permission denied\n\n');
    }
    const namespace = request.headers['x-vault-namespace'];
    const inNamespace = namespace === undefined ? path : `${String(namespace)}/${path}`;
    if (path.startsWith('sys/internal/ui/mounts/')) {
      return this.#describeMount(inNamespace.replace('sys/internal/ui/mounts/', ''), path);
    }
    for (const [mount, engine] of this.engines) {
      if (inNamespace.startsWith(`${mount}/`)) return engine.handle(method, inNamespace.slice(mount.length + 1), body);
    }
    return errors(404, `no handler for route "${path}". route entry not found.`);
  }

  #logIn(mount: string, body: string): Reply {
    if (mount !== this.appRoleMount)
      return errors(404, `no handler for route "auth/${mount}/login". route entry not found.`);
    const { role_id: roleId, secret_id: secretId } = JSON.parse(body) as Record<string, unknown>;
    const auth = this.tokens.logIn(roleId, secretId);
    return auth === undefined
      ? errors(400, 'invalid role or secret ID')
      : { status: 200, json: JSON.stringify({ auth }) };
  }

  #handleToken(action: string, name: string): Reply {
    const token = this.tokens.find(name);
    if (action === 'revoke-self') {
      this.tokens.revoke(name);
      return { status: 204 };
    }
    if (action === 'renew-self') {
      const auth = this.tokens.renew(name);
      return auth === undefined
        ? errors(400, 'lease is not renewable')
        : { status: 200, json: JSON.stringify({ auth }) };
    }
    const data = {
      id: name,
      ttl: this.tokens.remaining(name),
      renewable: token?.renewable ?? true,
      creation_ttl: token?.ttl,
    };
    return { status: 200, json: JSON.stringify({ data }) };
  }

  #describeMount(path: string, requested: string): Reply {
    const find = (mounts: Iterable<string>) => [...mounts].find((mount) => `${path}/`.startsWith(`${mount}/`));
    const kv2 = find(this.engines.keys());
    const other = find(this.otherMounts.keys());
    if (kv2 === undefined && other === undefined)
      return errors(403, `preflight capability check returned 403 for ${requested}`);
    const type = kv2 === undefined ? (this.otherMounts.get(other ?? '') ?? 'kv') : 'kv';
    const options = kv2 === undefined ? null : { version: '2' };
    const mountPath = (kv2 ?? other ?? '').split('/').at(-1);
    return { status: 200, json: JSON.stringify({ data: { type, options, path: `${mountPath}/` } }) };
  }
}
