/** One webhook request as it arrived, before anybody believed it. */
export interface WebhookDelivery {
  /** Exactly as sent: signatures cover the bytes. */
  readonly rawBody: Buffer;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly receivedAt: Date;
}

/** Only ever a reason to re-read the ticket: nothing in it is taken for true. */
export interface WebhookEvent {
  /** The same for the same event sent again, different for every other one of this tracker. At most 200 characters. */
  readonly dedupeKey: string;
  /** The ticket that it is about; null where the tracker does not say. */
  readonly remoteId: string | null;
  /** Whether the tracker says that the ticket is gone. */
  readonly isDeletion: boolean;
}

/**
 * `refused`: signed wrongly, too old, or not readable; nothing may happen. `handshake`: the tracker tries the address
 * out and waits for this answer; `secret`: what it will sign with from now on, where it tells one. `events`: to be
 * stored; `isSigned` false where this tracker cannot sign, so that the address itself is the secret.
 */
export type WebhookVerdict =
  | { readonly kind: 'refused'; readonly reason: string }
  | {
      readonly kind: 'handshake';
      readonly headers: Readonly<Record<string, string>>;
      /** JSON; null: an empty body. */
      readonly body: object | null;
      readonly secret: string | null;
    }
  | { readonly kind: 'events'; readonly isSigned: boolean; readonly events: readonly WebhookEvent[] };

/** How a tracker's webhooks are read. Pure: asks nobody. */
export interface ProviderWebhooks {
  /** @param secret what deliveries are signed with; null where none is known. */
  read(delivery: WebhookDelivery, secret: string | null): WebhookVerdict;
}
