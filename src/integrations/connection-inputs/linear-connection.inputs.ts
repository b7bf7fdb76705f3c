import { InputType } from '@nestjs/graphql';
import {
  BaseUrlField,
  NewBaseUrlField,
  NewSecretField,
  SecretField,
  WebhookSecretField,
} from './connection-field.decorators.js';

const ADDRESS = 'https://api.linear.app';

@InputType('LinearConnectionInput', { description: 'How to reach Linear.' })
export class LinearConnectionInput {
  @SecretField('Personal API key, as lin_api_…. Sealed at rest, never returned.')
  apiKey!: string;

  @BaseUrlField(ADDRESS)
  baseUrl: string = ADDRESS;

  @WebhookSecretField()
  webhookSecret?: string | null;
}

@InputType('UpdateLinearConnectionInput', {
  description: 'What changes of a Linear connection; absent keeps.',
})
export class UpdateLinearConnectionInput {
  @NewSecretField('A new personal API key.')
  apiKey?: string;

  @NewBaseUrlField('apiKey')
  baseUrl?: string;

  @WebhookSecretField()
  webhookSecret?: string | null;
}
