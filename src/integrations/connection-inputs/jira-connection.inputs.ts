import { applyDecorators } from '@nestjs/common';
import { Field, InputType, registerEnumType } from '@nestjs/graphql';
import {
  GraphQLURL,
  IsMultilineText,
  IsSingleLine,
  NotNull,
  Trimmed,
  ValidateIfNotNull,
} from '../../shared/graphql/index.js';
import { NewBaseUrlField, NewSecretField, SecretField } from './connection-field.decorators.js';

export enum JiraType {
  CLOUD = 'CLOUD',
  SERVER = 'SERVER',
  DATA_CENTER = 'DATA_CENTER',
}

registerEnumType(JiraType, {
  name: 'JiraType',
  description: 'Which Jira it is.',
  valuesMap: {
    CLOUD: { description: 'Hosted by Atlassian, at …atlassian.net.' },
    SERVER: { description: 'Jira Server, on your own machines: connected like DATA_CENTER.' },
    DATA_CENTER: { description: 'Jira Data Center, on your own machines.' },
  },
});

const ApiAddressField = (): PropertyDecorator =>
  applyDecorators(
    Field(() => String, {
      nullable: true,
      description:
        'CLOUD: the gateway’s address of the site (https://api.atlassian.com/ex/jira/<cloud id>), or the cloud id alone. Tokens with scopes and service accounts are taken there alone. Absent: found when the site refuses the token, or keeps the known one; null: none. Another address needs apiToken again.',
    }),
    ValidateIfNotNull(),
    Trimmed(),
    IsSingleLine(2_000),
  );

const PemField = (description: string): PropertyDecorator =>
  applyDecorators(
    Field(() => String, {
      nullable: true,
      description: `${description} PEM. Absent keeps the known one, null takes it away.`,
    }),
    ValidateIfNotNull(),
    IsMultilineText(40_000),
  );

/** SERVER and DATA_CENTER alone. */
@InputType({ isAbstract: true })
class JiraCertificates {
  @PemField(
    'SERVER and DATA_CENTER: the certificate of your own authority, trusted for this connection alone.',
  )
  caCertificate?: string | null;

  @PemField('SERVER and DATA_CENTER behind a proxy that asks for a client certificate: that certificate.')
  clientCertificate?: string | null;

  @PemField('The private key of clientCertificate, without a passphrase. Sealed at rest, never returned.')
  clientKey?: string | null;
}

@InputType('JiraConnectionInput', {
  description:
    'How to reach Jira. CLOUD: e-mail and API token. SERVER and DATA_CENTER: a personal access token alone (from 8.14 on), or user name and password.',
})
export class JiraConnectionInput extends JiraCertificates {
  @Field(() => GraphQLURL, {
    description:
      'The site’s address, as https://your-team.atlassian.net, or the gateway’s address of it; SERVER and DATA_CENTER: with the context path, where there is one, as https://tools.example.com/jira.',
  })
  baseUrl!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'CLOUD: the account’s e-mail address. SERVER and DATA_CENTER: the user name that the password belongs to; absent with a personal access token.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(320)
  email?: string | null;

  @SecretField(
    'CLOUD: an API token of that account. SERVER and DATA_CENTER: a personal access token, or the password. Sealed at rest, never returned.',
  )
  apiToken!: string;

  @ApiAddressField()
  apiAddress?: string | null;

  @Field(() => JiraType, { defaultValue: JiraType.CLOUD, description: 'Which Jira it is.' })
  jiraType: JiraType = JiraType.CLOUD;
}

@InputType('UpdateJiraConnectionInput', { description: 'What changes of a Jira connection; absent keeps.' })
export class UpdateJiraConnectionInput extends JiraCertificates {
  @NewBaseUrlField('apiToken')
  baseUrl?: string;

  @Field(() => String, {
    nullable: true,
    description:
      'Another account’s e-mail address; SERVER and DATA_CENTER: user name, null where a personal access token takes the place of the password.',
  })
  @ValidateIfNotNull()
  @Trimmed()
  @IsSingleLine(320)
  email?: string | null;

  @NewSecretField('A new API token, access token or password.')
  apiToken?: string;

  @ApiAddressField()
  apiAddress?: string | null;

  @Field(() => JiraType, { nullable: true, description: 'Which Jira it is.' })
  @NotNull()
  jiraType?: JiraType;
}
