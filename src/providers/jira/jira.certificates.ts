import {
  type ConnectionValues,
  type CredentialField,
  CredentialFieldType,
  type FieldViolation,
} from '../contract/index.js';
import { certificateFacts, certificateViolation, privateKeyViolation } from '../../shared/crypto/index.js';
import type { TlsCredentials } from '../http/index.js';

/** For a Jira behind an authority of one's own, or behind a proxy that asks for a certificate. */
export const CERTIFICATE_FIELDS: readonly CredentialField[] = [
  {
    name: 'caCertificate',
    label: 'Certificate of your own authority',
    type: CredentialFieldType.CERTIFICATE,
    required: false,
    help: 'Server and Data Center whose certificate comes from an authority of your own: that authority’s certificate, trusted for this connection alone.',
  },
  {
    name: 'clientCertificate',
    label: 'Client certificate',
    type: CredentialFieldType.CERTIFICATE,
    required: false,
    help: 'Server and Data Center behind a proxy that asks for one.',
  },
  {
    name: 'clientKey',
    label: 'Private key of the client certificate',
    type: CredentialFieldType.SECRET,
    required: false,
    help: 'In PEM form, without a passphrase.',
  },
];

const CERTIFICATES = ['caCertificate', 'clientCertificate'] as const;

/** Undefined: none are given. */
export function tlsCredentials(
  values: ConnectionValues,
  isCloud: boolean,
  addViolation: (path: string, message: string) => void,
): TlsCredentials | undefined {
  const { caCertificate: ca, clientCertificate: cert, clientKey: key } = values;
  if (!ca && !cert && !key) return undefined;
  if (isCloud) {
    for (const { name } of CERTIFICATE_FIELDS)
      if (values[name]) addViolation(name, 'Jira Cloud takes no certificates: leave it out.');
    return undefined;
  }
  for (const name of CERTIFICATES) {
    const violation = values[name] ? certificateViolation(values[name]) : null;
    if (violation) addViolation(name, violation);
  }
  if (cert && !key) addViolation('clientKey', 'The private key of the client certificate is needed.');
  if (key && !cert) {
    addViolation('clientCertificate', 'The certificate of the key is needed; null for both takes them away.');
  }
  const violation = key && cert && !certificateViolation(cert) ? privateKeyViolation(key, cert) : null;
  if (violation) addViolation('clientKey', violation);
  return { ...(ca && { ca }), ...(cert && key && { cert, key }) };
}

/** Certificates that have ended. */
export function expiredCertificates({ ca, cert }: TlsCredentials, now: Date): readonly FieldViolation[] {
  return [ca, cert].flatMap((pem, index) => {
    const facts = pem === undefined ? null : certificateFacts(pem);
    if (!facts || facts.expiresAt > now) return [];
    const ended = facts.expiresAt.toISOString().slice(0, 10);
    return [
      { path: CERTIFICATES[index]!, message: `This certificate (${facts.subject}) ended on ${ended}.` },
    ];
  });
}
