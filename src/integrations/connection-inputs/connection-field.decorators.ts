import { applyDecorators } from '@nestjs/common';
import { Field } from '@nestjs/graphql';
import {
  GraphQLURL,
  IsSingleLine,
  NotNull,
  Trimmed,
  ValidateIfNotNull,
  ValidateIfDefined,
} from '../../shared/graphql/index.js';

/** Fields of connections, as most trackers have them. */

/** A key, token or password. */
export const SecretField = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => String, { description }),
    Trimmed(),
    IsSingleLine(4_000),
  );

/** The same of an integration that has one: absent keeps it. */
export const NewSecretField = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => String, { nullable: true, description }),
    ValidateIfDefined(),
    NotNull(),
    Trimmed(),
    IsSingleLine(4_000),
  );

/** Absent or null: none. Of an integration that has one: absent keeps it, null takes it away. */
export const WebhookSecretField = (): PropertyDecorator =>
  applyDecorators(
    Field(() => String, {
      nullable: true,
      description: 'What the tracker signs its webhooks with. Sealed at rest, never returned.',
    }),
    ValidateIfNotNull(),
    Trimmed(),
    IsSingleLine(4_000),
  );

/** The part of an account that is meant, by its id. */
export const WorkspaceField = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => String, { nullable: true, description }),
    ValidateIfNotNull(),
    Trimmed(),
    IsSingleLine(64),
  );

/** Where a tracker that lives at one place is. */
export const BaseUrlField = (defaultValue: string): PropertyDecorator =>
  Field(() => GraphQLURL, {
    defaultValue,
    description: 'Where the API is; only a proxy or a test needs another.',
  });

/** @param secret the field that has to be given again, so that no stored one is sent to another place. */
export const NewBaseUrlField = (secret: string): PropertyDecorator =>
  applyDecorators(
    Field(() => GraphQLURL, { nullable: true, description: `Another address: needs ${secret} again.` }),
    NotNull(),
  );
