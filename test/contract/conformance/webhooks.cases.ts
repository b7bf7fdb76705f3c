import type { WebhookDelivery, WebhookVerdict } from '../../../src/providers/contract/index.js';
import type { Case } from './case.js';
import type { CurrentTracker } from './conformance-fixture.js';
import { aDraft, createAll } from './creation-loop.js';

const eventsOf = (verification: WebhookVerdict) => {
  if (verification.kind !== 'events') throw new Error(`It was ${verification.kind}.`);
  return verification.events;
};

export function webhookCases(current: CurrentTracker, proves: Case): void {
  const samples = () => {
    const { webhooks } = current();
    if (!webhooks) throw new Error('Where a tracker has no webhooks, its driver says so of every case.');
    return webhooks;
  };
  const read = (delivery: WebhookDelivery, secret: string | null = samples().secret) => {
    const { webhooks } = current().provider;
    if (!webhooks) throw new Error('The adapter reads none.');
    return webhooks.read(delivery, secret);
  };
  const aTicket = async () => (await createAll(current().connect(), [aDraft(current())]))[0]!.remoteId;

  describe('webhooks', () => {
    proves('that are genuine name the ticket, and whether it is gone', async () => {
      const ticket = await aTicket();
      const { changed, deleted, isSigned } = samples();
      const verification = read(changed(ticket));
      expect(verification).toMatchObject({ kind: 'events', isSigned });
      expect(eventsOf(verification)[0]).toMatchObject({ remoteId: ticket, isDeletion: false });
      expect(eventsOf(read(deleted(ticket)))[0]).toMatchObject({ remoteId: ticket, isDeletion: true });
    });

    proves('that were signed otherwise, or changed on the way, are refused', async () => {
      const { changed, isSigned, coversBody } = samples();
      const delivery = changed(await aTicket());
      const other = Buffer.concat([delivery.rawBody, Buffer.from(' ')]);
      const { secret } = samples();
      const forged = [read(delivery, `${secret}x`).kind, read({ ...delivery, headers: {} }).kind];
      expect(forged).toEqual(isSigned ? ['refused', 'refused'] : forged);
      if (coversBody) expect(read({ ...delivery, rawBody: other }).kind).toBe('refused');
      expect(read(delivery)).toMatchObject({ isSigned });
    });

    proves('that cannot be read are refused, and end nothing', () => {
      for (const body of ['', 'not json', '[]', 'null', '{"event":1}', '{"events":[null]}']) {
        const delivery = { rawBody: Buffer.from(body), headers: {}, receivedAt: new Date() };
        expect([body, ['refused', 'events'].includes(read(delivery).kind)]).toEqual([body, true]);
      }
    });

    proves('are told apart, and known again when they are sent again', async () => {
      const [one, other] = [await aTicket(), await aTicket()];
      const { changed } = samples();
      const delivery = changed(one);
      const keys = (given: WebhookDelivery) => eventsOf(read(given)).map(({ dedupeKey }) => dedupeKey);
      expect(keys(delivery)).toEqual(keys(delivery));
      expect(keys(delivery)).not.toEqual(keys(changed(other)));
      for (const key of keys(delivery)) expect(key.length).toBeLessThanOrEqual(200);
    });

    proves('that try the address out get the answer that the tracker waits for', () => {
      expect(read(samples().handshake!(), null)).toMatchObject({ kind: 'handshake' });
    });
  });
}
