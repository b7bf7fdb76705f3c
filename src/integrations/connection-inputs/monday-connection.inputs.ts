import { InputType } from '@nestjs/graphql';
import {
  BaseUrlField,
  NewBaseUrlField,
  NewSecretField,
  SecretField,
  WebhookSecretField,
} from './connection-field.decorators.js';

const ADDRESS = 'https://api.monday.com/v2';

@InputType('MondayConnectionInput', { description: 'How to reach monday.com.' })
export class MondayConnectionInput {
  @SecretField('Personal API token. Sealed at rest, never returned.')
  apiToken!: string;

  @BaseUrlField(ADDRESS)
  baseUrl: string = ADDRESS;

  @WebhookSecretField()
  webhookSecret?: string | null;
}

@InputType('UpdateMondayConnectionInput', {
  description: 'What changes of a monday.com connection; absent keeps.',
})
export class UpdateMondayConnectionInput {
  @NewSecretField('A new personal API token.')
  apiToken?: string;

  @NewBaseUrlField('apiToken')
  baseUrl?: string;

  @WebhookSecretField()
  webhookSecret?: string | null;
}
