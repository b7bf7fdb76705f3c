import { Field, ObjectType } from '@nestjs/graphql';
import { type ProviderError, ProviderFailure } from '../../providers/contract/index.js';

@ObjectType('FieldError', { description: 'What is wrong with one field.' })
export class FieldErrorObject {
  @Field(() => String, { description: 'The field: a path in an input, or the tracker’s field id.' })
  path!: string;

  @Field(() => String, { description: 'What is wrong with it.' })
  message!: string;
}

/** Why a ticket is not there, as it is stored and shown. */
@ObjectType('TicketError', { description: 'Why a ticket is not there, or could not be read.' })
export class TicketError {
  @Field(() => ProviderFailure, {
    nullable: true,
    description: 'Null where the reason is ours, not the tracker’s.',
  })
  failure!: ProviderFailure | null;

  @Field(() => String, { description: 'What is wrong and what to do about it, for a person.' })
  message!: string;

  @Field(() => Boolean, { description: 'Whether it goes on by itself, later.' })
  retryable!: boolean;

  @Field(() => [FieldErrorObject], {
    description: 'What the tracker says is wrong, field by field; empty where it names none.',
  })
  fields!: readonly FieldErrorObject[];
}

export function toTicketError(error: ProviderError): TicketError {
  const { failure, message, retryable, fields } = error;
  return {
    failure,
    message,
    retryable,
    fields: fields.map(({ path, message: text }) => ({ path, message: text })),
  };
}

/** A reason of our own. `retryable`: it goes on by itself once the reason is gone. */
export function internalReason(message: string, retryable: boolean): TicketError {
  return { failure: null, message, retryable, fields: [] };
}
