import type { Transaction } from '@kongflow/database';
import type { Endpoint, EndpointIndex, EndpointIndexStatus, EndpointsRepository } from '../src/index.ts';

type Statements = Omit<EndpointsRepository, 'withTransaction' | 'within'>;

/** A repository in memory that remembers the order of its statements. */
export class FakeRepository implements EndpointsRepository {
  readonly calls: string[] = [];
  readonly endpoints: Endpoint[] = [];
  readonly indexes: EndpointIndex[] = [];
  readonly now = new Date('2026-01-01T00:00:00Z');

  async withTransaction<T>(work: (statements: Statements, tx: Transaction) => Promise<T>): Promise<T> {
    this.calls.push('BEGIN');
    try {
      const result = await work(this, fakeTransaction);
      this.calls.push('COMMIT');
      return result;
    } catch (error) {
      this.calls.push('ROLLBACK');
      throw error;
    }
  }

  within(): Statements {
    return this;
  }

  async upsertEndpoint(params: Parameters<Statements['upsertEndpoint']>[0]): Promise<Endpoint> {
    this.calls.push('upsertEndpoint');
    const endpoint = {
      ...params,
      version: params.version ?? 'unknown',
      sdkVersion: params.sdkVersion ?? 'unknown',
      indexId: null,
      indexedAt: null,
      ...this.#times(),
    };
    this.endpoints.push(endpoint);
    return endpoint;
  }

  async getEndpointBySlug(key: { environmentId: string; slug: string }): Promise<Endpoint | null> {
    this.calls.push('getEndpointBySlug');
    const { environmentId, slug } = key;
    return this.endpoints.find((row) => row.environmentId === environmentId && row.slug === slug) ?? null;
  }

  async updateEndpointVersion({ id, version }: { id: string; version: string }): Promise<void> {
    this.calls.push('updateEndpointVersion');
    const index = this.endpoints.findIndex((row) => row.id === id);
    const endpoint = this.endpoints[index];
    if (endpoint !== undefined) this.endpoints[index] = { ...endpoint, version };
  }

  async createIndex(params: Parameters<Statements['createIndex']>[0]): Promise<EndpointIndex> {
    this.calls.push('createIndex');
    const index: EndpointIndex = {
      status: 'PENDING',
      stats: null,
      data: null,
      error: null,
      pendingRegistrations: [],
      id: params.id,
      endpointId: params.endpointId,
      source: params.source,
      sourceData: null,
      reason: params.reason ?? null,
      ...this.#times(),
    };
    this.indexes.push(index);
    return index;
  }

  async getIndexing({ id }: { id: string }) {
    this.calls.push('getIndexing');
    const index = this.indexes.find((row) => row.id === id);
    const endpoint = this.endpoints.find((row) => row.id === index?.endpointId);
    if (index === undefined || endpoint === undefined) return null;
    const { url, environmentId } = endpoint;
    return { id, status: index.status, endpointId: endpoint.id, url, environmentId, fetchedAt: this.now };
  }

  async adoptIndex({ id }: { id: string }): Promise<string | null> {
    this.calls.push('adoptIndex');
    return id;
  }

  async endSupersededIndexes(): Promise<void> {
    this.calls.push('endSupersededIndexes');
  }

  async startIndex(params: { id: string; registrations: readonly string[] }): Promise<string | null> {
    this.calls.push(`startIndex ${params.registrations.join(' ')}`.trim());
    return this.#moveTo(params.id, params.registrations.length === 0 ? 'SUCCESS' : 'STARTED');
  }

  async failIndex({ id }: { id: string }): Promise<string | null> {
    this.calls.push('failIndex');
    return this.#moveTo(id, 'FAILURE');
  }

  async getIndex({ id }: { id: string }): Promise<EndpointIndex | null> {
    this.calls.push('getIndex');
    return this.indexes.find((row) => row.id === id) ?? null;
  }

  async settleRegistration(): Promise<EndpointIndexStatus | null> {
    this.calls.push('settleRegistration');
    return null;
  }

  async lockRegistration() {
    this.calls.push('lockRegistration');
    return null;
  }

  async deleteIndexesBefore({ before }: { before: Date }): Promise<number> {
    this.calls.push(`deleteIndexesBefore ${before.toISOString()}`);
    return 0;
  }

  async createDueIndexes({ since }: { since: Date }): Promise<string[]> {
    this.calls.push(`createDueIndexes ${since.toISOString()}`);
    return [];
  }

  async lockAutoIndexing(): Promise<void> {
    this.calls.push('lockAutoIndexing');
  }
  async getEndpoint(): Promise<Endpoint | null> {
    return null;
  }
  async getEndpointForHook() {
    return null;
  }
  async listEndpoints(): Promise<Endpoint[]> {
    return this.endpoints;
  }
  async getLatestIndex(): Promise<EndpointIndex | null> {
    return null;
  }

  #moveTo(id: string, status: EndpointIndexStatus): string | null {
    const index = this.indexes.find((row) => row.id === id && row.status === 'PENDING');
    if (index === undefined) return null;
    index.status = status;
    return id;
  }

  #times() {
    return { createdAt: this.now, updatedAt: this.now };
  }
}

/** What a fake queue is handed as the transaction; nobody runs a statement in it. */
export const fakeTransaction: Transaction = {
  query: async () => Promise.reject(new Error('The fake transaction runs no statements.')),
  afterCommit: () => undefined,
  get client(): never {
    throw new Error('The fake transaction has no connection.');
  },
};
