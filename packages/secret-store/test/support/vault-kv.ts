/** An answer of Vault: JSON text, or none. */
export interface Reply {
  readonly status: number;
  readonly json?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

interface Version {
  /** JSON as Go writes it. */
  readonly data: string;
  deletionTime: string;
  destroyed: boolean;
}

/** A KV version 2 secrets engine, as Vault's documentation describes it. */
export class KvEngine {
  /** Versions by path, the first at index 0. */
  readonly secrets = new Map<string, Version[]>();
  casRequired = false;

  /** `vault kv put`. */
  put(path: string, data: unknown): number {
    const versions = this.secrets.get(path) ?? [];
    this.secrets.set(path, versions);
    return versions.push({ data: goJson(data), deletionTime: '', destroyed: false });
  }

  /** `vault kv delete`: the last version can be restored, and the secret stays listed. */
  softDelete(path: string, deletionTime = new Date(Date.now() - 1000).toISOString()): void {
    const version = this.secrets.get(path)?.at(-1);
    if (version !== undefined) version.deletionTime = deletionTime;
  }

  /** `vault kv destroy` of the last version. */
  destroy(path: string): void {
    const version = this.secrets.get(path)?.at(-1);
    if (version !== undefined) version.destroyed = true;
  }

  /** The fields of the last version, for assertions. */
  fields(path: string): unknown {
    const version = this.secrets.get(path)?.at(-1);
    return version === undefined ? undefined : JSON.parse(version.data);
  }

  /** Answers a request below the mount. */
  handle(method: string, path: string, body: string): Reply {
    const [, area = '', name = ''] = /^(data|metadata)\/(.*)$/s.exec(path) ?? [];
    if (area === 'data' && method === 'GET') return this.#read(name);
    if (area === 'data' && (method === 'POST' || method === 'PUT')) return this.#write(name, body);
    if (area === 'metadata' && method === 'LIST') return this.#list(name);
    if (area === 'metadata' && method === 'DELETE') {
      this.secrets.delete(name);
      return { status: 204 };
    }
    return errors(405, 'unsupported operation');
  }

  #read(path: string): Reply {
    const versions = this.secrets.get(path);
    const version = versions?.at(-1);
    if (versions === undefined || version === undefined) return errors(404);
    const isGone = version.destroyed || (version.deletionTime !== '' && Date.parse(version.deletionTime) < Date.now());
    const metadata = {
      created_time: '2026-01-01T00:00:00.123456789Z',
      custom_metadata: null,
      deletion_time: version.deletionTime,
      destroyed: version.destroyed,
      version: versions.length,
    };
    const data = isGone ? 'null' : version.data;
    return { status: isGone ? 404 : 200, json: `{"data":{"data":${data},"metadata":${JSON.stringify(metadata)}}}` };
  }

  #write(path: string, body: string): Reply {
    if (path === '' || path.endsWith('/')) return errors(400, "cannot write to a path ending in '/'");
    const { data, options } = JSON.parse(body) as { data?: unknown; options?: { cas?: number } };
    if (data === undefined) return errors(400, 'no data provided');
    const current = this.secrets.get(path)?.length ?? 0;
    if (options?.cas === undefined) {
      if (this.casRequired) return errors(400, 'check-and-set parameter required for this call');
    } else if (options.cas !== current) {
      return errors(400, 'check-and-set parameter did not match the current version');
    }
    const version = this.put(path, data);
    return { status: 200, json: JSON.stringify({ data: { version, destroyed: false, deletion_time: '' } }) };
  }

  #list(folder: string): Reply {
    const prefix = folder === '' || folder.endsWith('/') ? folder : `${folder}/`;
    const names = new Set<string>();
    for (const path of this.secrets.keys()) {
      if (!path.startsWith(prefix)) continue;
      const [, name = ''] = /^([^/]*\/?)/.exec(path.slice(prefix.length)) ?? [];
      names.add(name);
    }
    return names.size === 0
      ? errors(404)
      : { status: 200, json: JSON.stringify({ data: { keys: [...names].toSorted() } }) };
  }
}

/** The body of Vault's failures. */
export function errors(status: number, ...messages: string[]): Reply {
  return { status, json: JSON.stringify({ errors: messages }) };
}

/** JSON as Go's encoder writes it: fields in order of their names, half surrogate pairs replaced. */
export function goJson(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.toWellFormed());
  if (Array.isArray(value)) return `[${value.map(goJson).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return `{${fields.map(([name, field]) => `${JSON.stringify(name.toWellFormed())}:${goJson(field)}`).join(',')}}`;
}
