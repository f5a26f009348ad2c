import { newId } from '@kongflow/protocol';
import type { EnvironmentRow, Organization, Project, TenancyRepository } from '../src/index.ts';

type Statements = Omit<TenancyRepository, 'withTransaction' | 'within'>;

/** A repository in memory, for one user of one organization; a slug in `takenSlugs` is refused. */
export class FakeRepository implements TenancyRepository {
  readonly takenSlugs = new Set<string>();
  readonly environments = new Map<string, EnvironmentRow>();
  readonly calls: string[] = [];
  readonly memberId = newId();
  readonly now = new Date('2026-01-01T00:00:00Z');
  isMember = true;

  /** The row of an environment that must be there. */
  stored(id: string): EnvironmentRow {
    const row = this.environments.get(id);
    if (row === undefined) throw new Error(`No environment ${id} is stored.`);
    return row;
  }

  async withTransaction<T>(work: (statements: Statements) => Promise<T>): Promise<T> {
    this.calls.push('BEGIN');
    try {
      const result = await work(this);
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

  async ensureUser(params: Parameters<Statements['ensureUser']>[0]) {
    return { id: newId(), email: params.email, name: params.name ?? null, ...this.#times() };
  }

  async createOrganization(params: Parameters<Statements['createOrganization']>[0]): Promise<Organization | null> {
    this.calls.push(`createOrganization ${params.slug}`);
    if (this.takenSlugs.has(params.slug)) return null;
    const { id, slug, title } = params;
    return { id, slug, title, maximumExecutionTimePerRunInMs: 900_000, runsEnabled: true, ...this.#times() };
  }

  async getMember(params: Parameters<Statements['getMember']>[0]) {
    this.calls.push('getMember');
    return this.isMember ? { id: this.memberId, role: 'ADMIN' as const, ...params, ...this.#times() } : null;
  }

  async createProject(params: Parameters<Statements['createProject']>[0]): Promise<Project | null> {
    this.calls.push(`createProject ${params.slug}`);
    if (this.takenSlugs.has(params.slug)) return null;
    const { id, slug, name, organizationId } = params;
    return { id, slug, name, organizationId, ...this.#times() };
  }

  async createEnvironments(params: Parameters<Statements['createEnvironments']>[0]): Promise<string[]> {
    this.calls.push(`createEnvironments ${params.types.join(' ')}`);
    for (const [i, id] of params.ids.entries()) {
      const type = params.types[i] ?? 'DEVELOPMENT';
      this.environments.set(id, {
        id,
        type,
        slug: params.slugs[i] ?? '',
        apiKeyHash: Buffer.from(params.apiKeyHashes[i] ?? ''),
        apiKeyEncrypted: params.encryptedApiKeys[i] ?? '',
        pkApiKeyHash: Buffer.from(params.pkApiKeyHashes[i] ?? ''),
        pkApiKeyEncrypted: params.encryptedPkApiKeys[i] ?? '',
        shortcode: params.shortcodes[i] ?? '',
        autoEnableInternalSources: type !== 'DEVELOPMENT',
        organizationId: params.organizationId,
        projectId: params.projectId,
        orgMemberId: type === 'DEVELOPMENT' ? this.memberId : null,
        organizationSlug: 'acme',
        organizationTitle: 'Acme',
        maximumExecutionTimePerRunInMs: 900_000,
        runsEnabled: true,
        organizationCreatedAt: this.now,
        organizationUpdatedAt: this.now,
        projectSlug: 'web',
        projectName: 'Web',
        projectCreatedAt: this.now,
        projectUpdatedAt: this.now,
        userId: type === 'DEVELOPMENT' ? 'user' : null,
        ...this.#times(),
      });
    }
    return [...params.ids];
  }

  async getEnvironments({ ids }: Parameters<Statements['getEnvironments']>[0]): Promise<EnvironmentRow[]> {
    this.calls.push(`getEnvironments ${ids.length}`);
    return ids.flatMap((id) => this.environments.get(id) ?? []);
  }

  async ensureExternalAccount(params: Parameters<Statements['ensureExternalAccount']>[0]) {
    return { id: newId(), metadata: null, ...params, ...this.#times() };
  }

  async getProject() {
    return null;
  }
  async getProjectBySlug() {
    return null;
  }
  async listProjects() {
    return [];
  }
  async listOrganizationsOfUser() {
    return [];
  }
  async getOrganizationBySlug() {
    return null;
  }
  async getEnvironmentIdBySlug() {
    return null;
  }
  async listEnvironments() {
    return [];
  }
  async replaceEnvironmentKeys() {
    return null;
  }
  async getEnvironmentSlugForMember() {
    return null;
  }
  async getExternalAccount() {
    return null;
  }

  #times() {
    return { createdAt: this.now, updatedAt: this.now };
  }
}
