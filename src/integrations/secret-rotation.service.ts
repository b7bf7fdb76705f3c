import { EntityManager } from '@mikro-orm/postgresql';
import { Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { EncryptionKeysError, SecretBox } from '../shared/crypto/index.js';
import { AppLogger } from '../shared/logging/index.js';
import { secretsAssociatedData } from './integration.entity.js';
import {
  replaceSealedSecrets,
  type SealedSecrets,
  secretsSealedByOtherKeys,
} from './integrations.queries.js';

/**
 * At every start: what an older key sealed is sealed anew with the first one, so that the older can be dropped from
 * ENCRYPTION_KEYS. Row by row and only where nothing else was stored meanwhile, so that any number of processes may do it.
 */
@Injectable()
export class SecretRotationService implements OnApplicationBootstrap {
  constructor(
    private readonly em: EntityManager,
    private readonly box: SecretBox,
    private readonly logger: AppLogger,
  ) {}

  async onApplicationBootstrap(): Promise<void> {
    const em = this.em.fork({ useContext: false });
    let resealed = 0;
    let last: string | null = null;
    for (;;) {
      const rows: readonly SealedSecrets[] = await secretsSealedByOtherKeys(em, this.box.sealingPrefix, last);
      if (rows.length === 0) break;
      for (const row of rows) if (await this.reseal(em, row)) resealed += 1;
      last = rows.at(-1)!.id;
    }
    if (resealed > 0) {
      this.logger.info('Secrets that an older key had sealed are sealed with the first one now.', {
        integrations: resealed,
      });
    }
  }

  /** One that does not open holds up nothing else: the log says whose it is. */
  private async reseal(em: EntityManager, { id, projectId, secrets }: SealedSecrets): Promise<boolean> {
    const associatedData = secretsAssociatedData(projectId, id);
    try {
      return await replaceSealedSecrets(
        em,
        id,
        secrets,
        this.box.seal(this.box.open(secrets, associatedData), associatedData),
      );
    } catch (error) {
      if (!(error instanceof EncryptionKeysError)) throw error;
      this.logger.error(
        'The secrets of an integration do not open: put their key back into ENCRYPTION_KEYS, or connect it anew.',
        { integrationId: id, error },
      );
      return false;
    }
  }
}
