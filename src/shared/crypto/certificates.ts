import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';

export interface CertificateFacts {
  /** Common name, or else the whole subject. */
  readonly subject: string;
  readonly expiresAt: Date;
}

const BLOCK = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** The certificates in a PEM text, as they stand there. @throws Error where it has none, or one that cannot be read. */
export function certificatesIn(pem: string): readonly X509Certificate[] {
  const certificates = [...pem.matchAll(BLOCK)].map(([block]) => new X509Certificate(block));
  if (certificates.length === 0) throw new Error('There is no certificate.');
  return certificates;
}

/** Of the first certificate; null where the text cannot be read. */
export function certificateFacts(pem: string): CertificateFacts | null {
  try {
    const [{ subject, validToDate }] = certificatesIn(pem) as [X509Certificate];
    const [, commonName] = /^CN=(.*)$/m.exec(subject) ?? [];
    return { subject: commonName ?? subject.replaceAll('\n', ', '), expiresAt: validToDate };
  } catch {
    return null;
  }
}

/** What is wrong with a PEM text of certificates; null: nothing. */
export function certificateViolation(pem: string): string | null {
  try {
    certificatesIn(pem);
    return null;
  } catch {
    return 'This is no certificate in PEM form, which begins with -----BEGIN CERTIFICATE-----.';
  }
}

/** What is wrong with the private key of a certificate; null: nothing. `cert` must be readable. */
export function privateKeyViolation(key: string, cert: string): string | null {
  if (/ENCRYPTED/.test(key)) return 'This key has a passphrase: give it without one.';
  let parsed: KeyObject;
  try {
    parsed = createPrivateKey(key);
  } catch {
    return 'This is no private key in PEM form, which begins with -----BEGIN PRIVATE KEY-----.';
  }
  return certificatesIn(cert)[0]?.checkPrivateKey(parsed) ? null : 'This is not the key of the certificate.';
}
