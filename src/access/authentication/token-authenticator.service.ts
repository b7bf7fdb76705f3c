import { AsyncResource } from 'node:async_hooks';
import { EntityManager } from '@mikro-orm/postgresql';
import { Inject, Injectable } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { Clock } from '../../shared/clock/index.js';
import { hashToken } from '../../shared/crypto/index.js';
import { UnauthenticatedError } from '../../shared/errors/index.js';
import { CallerAuthenticator } from '../../shared/graphql/index.js';
import { acrossProjects, limitToProjects } from '../../shared/persistence/index.js';
import { ApiToken } from '../api-tokens/api-token.entity.js';
import { bearerToken } from '../api-tokens/api-token.rules.js';
import { Caller } from './caller.js';
import { findSignIn, type SignIn } from './sign-in.queries.js';

/** Signs in whoever sends `Authorization: Bearer <API token>`. */
@Injectable()
export class TokenAuthenticatorService extends CallerAuthenticator {
  constructor(
    private readonly em: EntityManager,
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {
    super();
  }

  override tokenIn(authorization: string | undefined): string | null {
    return bearerToken(authorization?.trim() ?? '');
  }

  override async authenticate(authorization: string | undefined): Promise<Caller | null> {
    if (!authorization?.trim()) return null;
    const token = this.tokenIn(authorization);
    const signIn = token === null ? null : await this.signIn(token);
    if (!signIn) throw invalidTokenError();
    // Bound to the request as it is now: later calls come from within a mutation's own EntityManager.
    const allowProjects = AsyncResource.bind((ids: readonly string[]) => limitToProjects(this.em, ids));
    return new Caller(signIn.account, signIn.token, signIn.memberships, allowProjects);
  }

  private signIn(token: string): Promise<SignIn | null> {
    const now = this.clock.now();
    const lastUseWrittenSince = new Date(now.getTime() - this.settings.timings.tokenUseWriteMs);
    return acrossProjects(this.em, 'sign-in', async (em) => {
      const signIn = await findSignIn(em, hashToken(token), now, lastUseWrittenSince);
      if (!signIn || !isUsable(signIn)) return null;
      if (signIn.isUseStale) await recordUse(em, signIn.token.id, now, lastUseWrittenSince);
      return signIn;
    });
  }
}

/** A token that is limited to a project ends with its account's membership there. */
function isUsable({ isRevoked, isExpired, token, memberships }: SignIn): boolean {
  return !isRevoked && !isExpired && (token.projectId === null || memberships.length > 0);
}

/** Conditional, so that of many requests at once, in whatever process, one writes. */
async function recordUse(em: EntityManager, id: string, now: Date, lastUseWrittenSince: Date): Promise<void> {
  const isStale = { $or: [{ lastUsedAt: null }, { lastUsedAt: { $lt: lastUseWrittenSince } }] };
  await em.nativeUpdate(ApiToken, { id, ...isStale }, { lastUsedAt: now });
}

/** One answer whatever was wrong with it, so that nobody can probe for tokens that once were good. */
function invalidTokenError(): UnauthenticatedError {
  return new UnauthenticatedError(
    'The API token is not valid: unknown, expired or revoked. Send a valid one as `Authorization: Bearer <token>`.',
  );
}
