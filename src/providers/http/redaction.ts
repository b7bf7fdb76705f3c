/** Shorter ones are words that an answer may well hold for reasons of its own. */
const MIN_SECRET_LENGTH = 8;
const PLACEHOLDER = '[secret]';
const SECRET_HEADERS = /authorization|cookie|key|secret|token/i;

/**
 * Takes out of an answer what we sent to identify ourselves: some servers, proxies and firewalls repeat it in their
 * complaints, and those words are shown, stored and logged.
 */
export class Redaction {
  #encodedForms: readonly string[] | null = null;

  constructor(private readonly headers: Readonly<Record<string, string>>) {}

  redact(text: string): string {
    this.#encodedForms ??= encodedFormsOf(this.headers);
    let redacted = text;
    for (const form of this.#encodedForms) {
      if (redacted.includes(form)) redacted = redacted.replaceAll(form, PLACEHOLDER);
    }
    return redacted;
  }

  redactHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
    return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, this.redact(value)]));
  }
}

/** As answers may hold them, the longest first, so that no rest of one stays behind. */
function encodedFormsOf(headers: Readonly<Record<string, string>>): string[] {
  const secrets = Object.entries(headers)
    .filter(([name]) => SECRET_HEADERS.test(name))
    .flatMap(([, value]) => secretsIn(value));
  const encodedForms = [...new Set(secrets)]
    .filter(({ length }) => length >= MIN_SECRET_LENGTH)
    .flatMap((secret) => [secret, Buffer.from(secret).toString('base64')])
    .flatMap(escapedForms);
  return [...new Set(encodedForms)].sort((one, other) => other.length - one.length);
}

/** `Bearer x`, a bare key, or `Basic x`: that, what it says, and the password in it. */
function secretsIn(value: string): string[] {
  const [, scheme = '', credentials = value] = /^(\w+)\s+(\S.*)$/s.exec(value) ?? [];
  if (scheme.toLowerCase() !== 'basic') return [credentials];
  const decoded = Buffer.from(credentials, 'base64').toString('utf8');
  return [credentials, decoded, decoded.slice(decoded.indexOf(':') + 1)];
}

/** As it stands in JSON, in JSON within JSON, in an address, in a page. */
function escapedForms(secret: string): string[] {
  const inJson = JSON.stringify(secret).slice(1, -1);
  const nested = JSON.stringify(inJson).slice(1, -1);
  const nestedTwice = JSON.stringify(nested).slice(1, -1);
  const inPage = secret.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  const quotedInPage = inPage.replaceAll('"', '&quot;').replaceAll("'", '&#39;');
  const escaped = [...secret].map((one) => one.charCodeAt(0).toString(16).padStart(4, '0'));
  return [
    ...[secret, inJson, nested, nestedTwice].flatMap((one) => [one, one.replaceAll('/', '\\/')]),
    ...[inPage, quotedInPage].map((one) => JSON.stringify(one).slice(1, -1)),
    ...[inPage, quotedInPage, encodeURIComponent(secret), encodeURI(secret)],
    ...[escaped.map((hex) => `\\u${hex}`).join(''), escaped.map((hex) => `\\u${hex.toUpperCase()}`).join('')],
  ];
}
