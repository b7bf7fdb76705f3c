import { registerEnumType } from '@nestjs/graphql';
import {
  CredentialFieldType,
  PROVIDER_NAMES,
  ProviderCapability,
  ProviderFailure,
  ProviderType,
  TicketStatusCategory,
} from '../providers/contract/index.js';

export enum VerificationStatus {
  NOT_VERIFIED = 'NOT_VERIFIED',
  VALID = 'VALID',
  INVALID = 'INVALID',
  EXPIRED = 'EXPIRED',
}

registerEnumType(VerificationStatus, {
  name: 'VerificationStatus',
  description: 'What is known about credentials, from real calls.',
  valuesMap: {
    NOT_VERIFIED: { description: 'The tracker could not be asked.' },
    VALID: { description: 'The tracker accepted them at the last call.' },
    INVALID: { description: 'The tracker refuses them, and never accepted them.' },
    EXPIRED: {
      description: 'The tracker accepted them once and refuses them now: expired, revoked or changed.',
    },
  },
});

registerEnumType(ProviderType, {
  name: 'ProviderType',
  description: 'A tracker.',
  valuesMap: Object.fromEntries(
    Object.entries(PROVIDER_NAMES).map(([type, name]) => [type, { description: `${name}.` }]),
  ),
});

registerEnumType(ProviderCapability, {
  name: 'ProviderCapability',
  description: 'What a tracker’s adapter can do; nothing that is not listed is offered.',
  valuesMap: {
    LIST_PROJECTS: { description: 'List the places where tickets live.' },
    DESCRIBE_PROJECT: {
      description: 'Say which types, required fields, statuses and priorities a project has.',
    },
    BULK_CREATE: { description: 'Create several tickets in one call.' },
    BULK_STATUS: { description: 'Read several tickets’ statuses in one call.' },
    TRANSITION: { description: 'Move tickets along their workflow.' },
    COMMENT: { description: 'Comment on tickets.' },
    LINK_BUILD: { description: 'Link builds to tickets.' },
    WEBHOOKS: { description: 'Understand the tracker’s webhooks.' },
  },
});

registerEnumType(CredentialFieldType, {
  name: 'CredentialFieldType',
  description: 'How a form should ask for a credential field.',
  valuesMap: {
    TEXT: { description: 'One line of text.' },
    EMAIL: { description: 'An e-mail address.' },
    URL: { description: 'An http or https address.' },
    SECRET: { description: 'A secret: never returned, not even in part.' },
    CHOICE: { description: 'One of the options.' },
    CERTIFICATE: { description: 'One or more certificates as PEM text, over several lines.' },
  },
});

registerEnumType(ProviderFailure, {
  name: 'ProviderFailure',
  description: 'What went wrong with a tracker.',
  valuesMap: {
    UNAUTHENTICATED: { description: 'The credentials were refused.' },
    FORBIDDEN: { description: 'The credentials are good, but this is not allowed to them.' },
    NOT_FOUND: { description: 'There is no such thing in the tracker, or it is hidden from us.' },
    REJECTED: { description: 'The tracker said no to the content; fields say where it can.' },
    RATE_LIMITED: { description: 'Too many calls: later, not before retryAfterSeconds.' },
    UNAVAILABLE: { description: 'Not reachable, timed out, or failing: later.' },
    UNEXPECTED: { description: 'An answer that no rule explains, such as a web page.' },
  },
});

registerEnumType(TicketStatusCategory, {
  name: 'TicketStatusCategory',
  description:
    'A status as every tracker can be read, from the tracker’s own category, never from a display name.',
  valuesMap: {
    TODO: { description: 'Not begun.' },
    IN_PROGRESS: { description: 'Being worked on.' },
    DONE: { description: 'Finished.' },
    CANCELLED: { description: 'Given up.' },
    UNKNOWN: { description: 'The tracker did not say.' },
  },
});
