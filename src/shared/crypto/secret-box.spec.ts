import { randomBytes } from 'node:crypto';
import { EncryptionKeysError, SecretBox } from './secret-box.js';

const key = (id: string) => `${id}:${randomBytes(32).toString('base64')}`;
const [one, two] = [key('1'), key('2')];
const HERE = 'project/table/row/secrets';

describe('a sealed secret', () => {
  it('opens in its place, and says nothing of what it holds', () => {
    const box = new SecretBox(one);
    const sealed = box.seal('lab-token-ü', HERE);
    expect(box.open(sealed, HERE)).toBe('lab-token-ü');
    expect(sealed).toMatch(/^1:[A-Za-z0-9+/]+=*$/);
    expect(box.seal('lab-token-ü', HERE)).not.toBe(sealed);
  });

  it('does not open in another place', () => {
    const box = new SecretBox(one);
    expect(() => box.open(box.seal('lab-token', HERE), 'project/table/other/secrets')).toThrow(
      EncryptionKeysError,
    );
  });

  it('does not open with another key of the same name', () => {
    const sealed = new SecretBox(one).seal('lab-token', HERE);
    expect(() => new SecretBox(key('1')).open(sealed, HERE)).toThrow(/another key of that name/);
  });

  it.each([
    ['nothing', ''],
    ['no key', 'AAAA'],
    ['no body', '1:'],
    ['a body that is too short', '1:AAAA'],
    ['a tag that was cut', `1:${Buffer.alloc(16).toString('base64')}`],
    ['a changed byte', null],
  ])('of %s does not open, with an error for people', (_, given) => {
    const box = new SecretBox(one);
    const sealed = box.seal('lab-token', HERE);
    const bytes = Buffer.from(sealed.slice(2), 'base64');
    bytes[30]! ^= 1;
    expect(() => box.open(given ?? `1:${bytes.toString('base64')}`, HERE)).toThrow(EncryptionKeysError);
  });
});

describe('rotating keys', () => {
  it('the first seals, all open, and what an older one sealed is due', () => {
    const old = new SecretBox(`${one},${two}`);
    const rotated = new SecretBox(` ${two} , ${one}`);
    const sealed = old.seal('lab-token', HERE);
    expect(old.isStale(sealed)).toBe(false);
    expect(rotated.open(sealed, HERE)).toBe('lab-token');
    expect(rotated.isStale(sealed)).toBe(true);
    expect(rotated.seal('lab-token', HERE).startsWith(rotated.sealingPrefix)).toBe(true);
  });

  it('a key that is gone is named', () => {
    const sealed = new SecretBox(one).seal('lab-token', HERE);
    expect(() => new SecretBox(two).open(sealed, HERE)).toThrow(/key "1", which ENCRYPTION_KEYS lacks/);
  });
});

describe('ENCRYPTION_KEYS', () => {
  it.each([
    ['', 'wants id:base64'],
    ['lab-key-without-id', 'wants id:base64'],
    [`1:${Buffer.alloc(31, 7).toString('base64')}`, 'wants id:base64'],
    [`${one},`, 'wants id:base64'],
    [`an id:${Buffer.alloc(32, 7).toString('base64')}`, 'wants id:base64'],
    [`${one},${one}`, 'names one key id twice'],
  ])('that cannot be is refused, without being repeated: %#', (keys, words) => {
    expect(() => new SecretBox(keys)).toThrow(words);
    try {
      new SecretBox(keys);
    } catch (error) {
      const material = keys.split(':')[1]?.split(',')[0];
      if (material) expect((error as Error).message).not.toContain(material);
    }
  });
});
