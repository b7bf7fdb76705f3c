import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { SETTINGS, type Settings, SettingsError } from '../../config/index.js';
import { acrossProjects } from '../../shared/persistence/index.js';
import { hashToken } from '../../shared/crypto/index.js';
import { loadOrCreateSecret, loadSecret } from '../../shared/persistence/embedded/index.js';
import { Account } from '../accounts/account.entity.js';
import { ApiToken } from '../api-tokens/api-token.entity.js';
import { generateToken } from '../api-tokens/api-token.rules.js';
import { lockBootstrap } from './bootstrap.queries.js';

/** Below `DATA_DIR/secrets`. Never renamed: a first start that was cut off goes on with it. */
export const BOOTSTRAP_SECRET = 'bootstrap-token';

export type BootstrapResult =
  | { readonly isNew: true; readonly token: string }
  | {
      readonly isNew: false;
      readonly token: null;
      /** The token of the first start still lies in its file, and opens. */
      readonly isFirstTokenUsable: boolean;
    };

/** The first account and its token, so that there is a way in. Once an account exists, nothing happens. */
@Injectable()
export class BootstrapService implements OnModuleInit {
  private result: Promise<BootstrapResult> | null = null;

  constructor(
    private readonly em: EntityManager,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** Before the worker starts: a start that cannot be must not have begun to work. */
  async onModuleInit(): Promise<void> {
    if (this.settings.role !== 'worker') await this.run();
  }

  /**
   * Once per process, however often it is called; of several processes at once, one does it.
   * @throws SettingsError on an empty database of one's own without BOOTSTRAP_TOKEN.
   */
  run(): Promise<BootstrapResult> {
    this.result ??= acrossProjects(this.em, 'bootstrap', (em) =>
      em.transactional((tx) => this.bootstrap(tx)),
    );
    return this.result;
  }

  private async bootstrap(em: EntityManager): Promise<BootstrapResult> {
    await lockBootstrap(em);
    if ((await em.count(Account)) > 0) {
      return { isNew: false, token: null, isFirstTokenUsable: await this.isFirstTokenUsable(em) };
    }
    const token = await this.provideToken();
    const account = new Account('Administrator', null);
    em.persist(account);
    // First, since the token refers to it.
    await em.flush();
    const owner = { accountId: account.id, createdById: account.id };
    em.persist(new ApiToken({ name: 'Bootstrap token', token, limits: null, ...owner }));
    return { isNew: true, token };
  }

  private async isFirstTokenUsable(em: EntityManager): Promise<boolean> {
    const { databaseUrl, dataDir } = this.settings;
    const token = databaseUrl ? undefined : await loadSecret(dataDir, BOOTSTRAP_SECRET);
    if (token === undefined) return false;
    return (await em.count(ApiToken, { tokenHash: hashToken(token), revokedAt: null })) > 0;
  }

  /** On disk before anybody sees it, so that a start that is cut off here loses nothing. */
  private async provideToken(): Promise<string> {
    const { bootstrapToken, databaseUrl, dataDir } = this.settings;
    if (bootstrapToken) return bootstrapToken;
    if (databaseUrl) {
      throw new SettingsError(
        'Cannot start: the database is empty, and BOOTSTRAP_TOKEN is not set. Set it to a secret of at least 32 ' +
          'characters, as `openssl rand -hex 32` prints: it is the API token of the first account.',
      );
    }
    return loadOrCreateSecret(dataDir, BOOTSTRAP_SECRET, generateToken);
  }
}
