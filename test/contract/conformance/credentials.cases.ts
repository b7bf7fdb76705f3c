import {
  ConnectionSettingsError,
  CredentialFieldType,
  ProviderCapability,
  ProviderError,
  ProviderFailure,
  type RemoteTicket,
} from '../../../src/providers/contract/index.js';
import type { Case } from './case.js';
import type { CurrentTracker } from './conformance-fixture.js';
import { aDraft, createAll } from './creation-loop.js';

/** Which optional method stands for which capability. */
const METHOD_OF: readonly (readonly [ProviderCapability, string])[] = [
  [ProviderCapability.TRANSITION, 'transition'],
  [ProviderCapability.COMMENT, 'comment'],
  [ProviderCapability.LINK_BUILD, 'putExternalLink'],
];

export async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const error = await work.then(
    () => new Error('It did not fail.'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof ProviderError) return error;
  throw error;
}

export function credentialCases(current: CurrentTracker, proves: Case): void {
  describe('credentials', () => {
    proves('that are good: who we are', async () => {
      const account = await current().connect().whoAmI();
      expect(account.remoteId).not.toBe('');
      expect(account.displayName).not.toBe('');
    });

    proves('that are bad: UNAUTHENTICATED, and no secret in the error', async () => {
      const { refusedValues, provider } = current();
      const error = await failureOf(current().connect(refusedValues).whoAmI());
      expect(error).toMatchObject({ failure: ProviderFailure.UNAUTHENTICATED, tookEffect: 'no' });
      const said = JSON.stringify([error.message, error.fields, String(error.cause), error.stack]);
      for (const { name, type } of provider.credentialFields) {
        const value = refusedValues[name];
        if (type === CredentialFieldType.SECRET && value) expect(said).not.toContain(value);
      }
    });

    proves('that were revoked: UNAUTHENTICATED everywhere, and nothing made', async () => {
      const connection = current().connect();
      const [{ remoteId }] = (await createAll(connection, [aDraft(current())])) as [RemoteTicket];
      current().revoke();
      expect((await failureOf(connection.whoAmI())).failure).toBe(ProviderFailure.UNAUTHENTICATED);
      const reading = connection.getTickets([remoteId]);
      expect((await failureOf(reading)).failure).toBe(ProviderFailure.UNAUTHENTICATED);
      const [outcome] = await connection.createTickets([aDraft(current())]);
      expect(outcome).toMatchObject({
        kind: 'notCreated',
        error: { failure: ProviderFailure.UNAUTHENTICATED },
      });
      expect(current().tickets()).toHaveLength(1);
    });

    proves('without the permission to create: refused, told as such, and nothing made', async () => {
      current().forbidCreating();
      const [outcome] = await current()
        .connect()
        .createTickets([aDraft(current())]);
      expect(outcome?.kind).toBe('rejected');
      if (outcome?.kind === 'rejected') {
        expect([ProviderFailure.FORBIDDEN, ProviderFailure.NOT_FOUND, ProviderFailure.REJECTED]).toContain(
          outcome.error.failure,
        );
        expect(outcome.error.message).not.toBe('');
      }
      expect(current().tickets()).toEqual([]);
      expect((await current().connect().whoAmI()).remoteId).not.toBe('');
    });

    proves('that cannot be any: every bad field is named, no call made', () => {
      const { provider, values } = current();
      const secret = provider.credentialFields.find(
        ({ type, required }) => type === CredentialFieldType.SECRET && required,
      );
      const connect = () => current().connect({ ...values, [secret!.name]: '', baseUrl: 'nowhere' });
      expect(connect).toThrow(ConnectionSettingsError);
      try {
        connect();
      } catch (error) {
        const paths = (error as ConnectionSettingsError).fields.map(({ path }) => path);
        expect(paths).toEqual(expect.arrayContaining([secret!.name, 'baseUrl']));
      }
      expect(current().lab.calls.total).toBe(0);
    });

    proves('are described by a form', () => {
      const names = current().provider.credentialFields.map(({ name }) => name);
      expect(names).toContain('baseUrl');
      expect(new Set(names).size).toBe(names.length);
      for (const { label, requiredWhen = [] } of current().provider.credentialFields) {
        expect(label).not.toBe('');
        for (const condition of requiredWhen) expect(names).toContain(condition.split('=')[0]);
      }
    });

    proves('come with capabilities that are exactly what the connection can do', () => {
      const { provider } = current();
      const connection = current().connect() as unknown as Record<string, unknown>;
      for (const [capability, method] of METHOD_OF) {
        expect([capability, provider.capabilities.includes(capability)]).toEqual([
          capability,
          typeof connection[method] === 'function',
        ]);
      }
      expect(provider.capabilities.includes(ProviderCapability.WEBHOOKS)).toBe(
        provider.webhooks !== undefined,
      );
    });
  });
}
