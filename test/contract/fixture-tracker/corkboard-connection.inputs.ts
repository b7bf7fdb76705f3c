import { InputType } from '@nestjs/graphql';
import {
  BaseUrlField,
  NewBaseUrlField,
  NewSecretField,
  SecretField,
} from '../../../src/integrations/connection-inputs/connection-field.decorators.js';

const ADDRESS = 'https://api.corkboard.example';

@InputType('CorkboardConnectionInput', { description: 'How to reach Corkboard.' })
export class CorkboardConnectionInput {
  @SecretField('Access token. Sealed at rest, never returned.')
  token!: string;

  @BaseUrlField(ADDRESS)
  baseUrl: string = ADDRESS;
}

@InputType('UpdateCorkboardConnectionInput', {
  description: 'What changes of a Corkboard connection; absent keeps.',
})
export class UpdateCorkboardConnectionInput {
  @NewSecretField('A new access token.')
  token?: string;

  @NewBaseUrlField('token')
  baseUrl?: string;
}
