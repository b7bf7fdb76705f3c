import { InputType } from '@nestjs/graphql';
import {
  BaseUrlField,
  NewBaseUrlField,
  NewSecretField,
  SecretField,
  WorkspaceField,
} from './connection-field.decorators.js';

const ADDRESS = 'https://app.asana.com/api/1.0';

@InputType('AsanaConnectionInput', { description: 'How to reach Asana.' })
export class AsanaConnectionInput {
  @SecretField('Personal access token or that of a service account. Sealed at rest, never returned.')
  accessToken!: string;

  @WorkspaceField('Of the workspace whose projects are offered, by its gid; absent: the only one, or all.')
  workspaceId?: string | null;

  @BaseUrlField(ADDRESS)
  baseUrl: string = ADDRESS;
}

@InputType('UpdateAsanaConnectionInput', {
  description: 'What changes of an Asana connection; absent keeps.',
})
export class UpdateAsanaConnectionInput {
  @NewSecretField('A new personal access token or that of a service account.')
  accessToken?: string;

  @WorkspaceField('Another workspace; null: the only one, or all.')
  workspaceId?: string | null;

  @NewBaseUrlField('accessToken')
  baseUrl?: string;
}
