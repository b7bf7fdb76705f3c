import { InputType } from '@nestjs/graphql';
import {
  BaseUrlField,
  NewBaseUrlField,
  NewSecretField,
  SecretField,
  WebhookSecretField,
  WorkspaceField,
} from './connection-field.decorators.js';

const ADDRESS = 'https://api.clickup.com/api';

@InputType('ClickUpConnectionInput', { description: 'How to reach ClickUp.' })
export class ClickUpConnectionInput {
  @SecretField('Personal API token, as pk_…. Sealed at rest, never returned.')
  apiToken!: string;

  @WorkspaceField('Of the workspace whose lists are offered; absent: the only one, or all.')
  workspaceId?: string | null;

  @BaseUrlField(ADDRESS)
  baseUrl: string = ADDRESS;

  @WebhookSecretField()
  webhookSecret?: string | null;
}

@InputType('UpdateClickUpConnectionInput', {
  description: 'What changes of a ClickUp connection; absent keeps.',
})
export class UpdateClickUpConnectionInput {
  @NewSecretField('A new personal API token.')
  apiToken?: string;

  @WorkspaceField('Another workspace; null: the only one, or all.')
  workspaceId?: string | null;

  @NewBaseUrlField('apiToken')
  baseUrl?: string;

  @WebhookSecretField()
  webhookSecret?: string | null;
}
