import type { Database } from '@kongflow/database';
import type { Keyring } from '@kongflow/encryption';
import { authenticate } from './authenticate.ts';
import type { AuthenticateOptions, Authentication } from './authenticate.ts';
import { PgApiAuthRepository } from './repository.ts';
import type { ApiAuthRepository } from './repository.ts';

/** What an `ApiAuthService` is made of. */
export interface ApiAuthServiceOptions {
  readonly database: Database;
  /** Decrypts the keys of the environment that was found. */
  readonly keyring: Keyring;
  /** Default: statements on `database`. Tests pass a fake. */
  readonly repository?: ApiAuthRepository;
}

/**
 * Turns API keys into the environment they belong to.
 *
 * @example
 * const auth = new ApiAuthService({ database, keyring });
 * const authentication = await auth.authenticate(request.headers.get('authorization'));
 * if (authentication === null) return Response.json({ error: 'Invalid or Missing API key' }, { status: 401 });
 */
export class ApiAuthService {
  readonly #repository: ApiAuthRepository;
  readonly #keyring: Keyring;

  constructor(options: ApiAuthServiceOptions) {
    this.#repository = options.repository ?? new PgApiAuthRepository(options.database);
    this.#keyring = options.keyring;
  }

  /**
   * The environment of the key in an `Authorization` header, in one statement; null for anything that is not a valid
   * key. Nothing is cached: a key that was replaced stops working at once.
   *
   * @param authorizationHeader the header's value; null when the request has none
   * @throws DatabaseError, EncryptionError never because of the key that was presented
   */
  authenticate(authorizationHeader: string | null, options: AuthenticateOptions = {}): Promise<Authentication | null> {
    return authenticate(this.#repository, this.#keyring, authorizationHeader, options);
  }
}
