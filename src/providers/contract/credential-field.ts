export enum CredentialFieldType {
  TEXT = 'TEXT',
  EMAIL = 'EMAIL',
  URL = 'URL',
  SECRET = 'SECRET',
  CHOICE = 'CHOICE',
  CERTIFICATE = 'CERTIFICATE',
}

/** One member of a tracker's connection input. The panel draws its form from these; SECRET ones are sealed and masked. */
export interface CredentialField {
  readonly name: string;
  readonly label: string;
  readonly type: CredentialFieldType;
  readonly required: boolean;
  /** `name=value` of another field that makes this one required. */
  readonly requiredWhen?: readonly string[];
  /** Of a CHOICE. */
  readonly options?: readonly string[];
  readonly default?: string;
  readonly example?: string;
  readonly help?: string;
  readonly helpUrl?: string;
}

/** The values of a provider's credential fields, by name; `baseUrl` is always among them. */
export type ConnectionValues = Readonly<Record<string, string>>;
