import { chmod, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadOrCreateSecret, loadSecret } from './secret-file.js';

let dataDir: string;
beforeEach(async () => void (dataDir = await mkdtemp(join(tmpdir(), 'delivr-secrets-'))));
afterEach(() => rm(dataDir, { recursive: true }));

const modeOf = async (...path: string[]) => (await stat(join(dataDir, ...path))).mode & 0o777;

describe('a generated secret', () => {
  it('is made once, and everybody who asks at once gets the same', async () => {
    let made = 0;
    const asked = Array.from({ length: 20 }, () =>
      loadOrCreateSecret(dataDir, 'word', () => `lab-${(made += 1)}`),
    );
    const answers = new Set(await Promise.all(asked));
    expect(answers.size).toBe(1);
    expect(await loadOrCreateSecret(dataDir, 'word', () => 'another')).toBe([...answers][0]);
    expect(await readdir(join(dataDir, 'secrets'))).toEqual(['word']);
  });

  it('is for its owner alone, and becomes so again', async () => {
    await loadOrCreateSecret(dataDir, 'word');
    expect([await modeOf('secrets'), await modeOf('secrets', 'word')]).toEqual([0o700, 0o600]);
    await chmod(join(dataDir, 'secrets', 'word'), 0o644);
    await loadSecret(dataDir, 'word');
    expect(await modeOf('secrets', 'word')).toBe(0o600);
  });

  it('that was emptied is not replaced in silence', async () => {
    await loadOrCreateSecret(dataDir, 'word');
    await writeFile(join(dataDir, 'secrets', 'word'), '');
    await expect(loadOrCreateSecret(dataDir, 'word')).rejects.toThrow('Restore it from a backup');
  });

  it('is not made by asking whether it is there', async () => {
    expect(await loadSecret(dataDir, 'word')).toBeUndefined();
    expect(await readdir(dataDir)).toEqual([]);
  });
});
