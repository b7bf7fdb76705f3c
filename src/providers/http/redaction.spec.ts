import { Redaction } from './redaction.js';

const token = 'lab"p\\ainful/+%&<1>\'=';
const basic = Buffer.from(`me@example.com:${token}`).toString('base64');
const redaction = new Redaction({ Authorization: `Basic ${basic}`, accept: 'application/json' });

describe('what we sent to identify ourselves is taken out of an answer', () => {
  it.each([
    ['plain', token],
    ['as the header holds it', `Basic ${basic}`],
    ['with the e-mail address', `me@example.com:${token}`],
    ['in JSON', JSON.stringify({ token })],
    ['in JSON within JSON', JSON.stringify({ message: JSON.stringify({ token }) })],
    ['in JSON with escaped slashes', JSON.stringify({ token }).replaceAll('/', '\\/')],
    ['in an address', `https://x.test/?token=${encodeURIComponent(token)}`],
    ['as the header in an address', encodeURIComponent(basic)],
    ['on its own in base64', Buffer.from(token).toString('base64')],
    [
      'as text of a page',
      token
        .replaceAll('&', '&amp;')
        .replaceAll('<', '&lt;')
        .replaceAll('>', '&gt;')
        .replaceAll('"', '&quot;')
        .replaceAll("'", '&#39;'),
    ],
  ])('%s', (_, text) => {
    const redacted = redaction.redact(`before ${text} and again ${text} after`);
    expect(redacted).toMatch(/^before .*\[secret\].* and again .*\[secret\].* after$/);
    expect(redacted).not.toMatch(/painful|ainful/);
  });

  it('leaves everything else as it is', () => {
    const text = '{"email":"me@example.com","accept":"application/json","token":"another"}';
    expect(redaction.redact(text)).toBe(text);
  });

  it('knows bearer tokens and keys in headers of other names', () => {
    const other = new Redaction({ authorization: 'Bearer lab-bearer-1', 'X-Api-Key': 'lab-api-key-1' });
    expect(other.redact('lab-bearer-1, lab-api-key-1')).toBe('[secret], [secret]');
  });

  it('leaves alone what is too short to be told from a word', () => {
    expect(new Redaction({ authorization: 'Bearer id' }).redact('"id": 1')).toBe('"id": 1');
  });

  it('cleans headers', () => {
    expect(redaction.redactHeaders({ location: `/?t=${token}`, date: 'today' })).toEqual({
      location: '/?t=[secret]',
      date: 'today',
    });
  });
});
