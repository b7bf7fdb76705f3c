import { readdir } from 'node:fs/promises';
import { Test } from '@nestjs/testing';
import { ConfigModule, readSettings } from '../../src/config/index.js';
import { ProviderRegistry } from '../../src/providers/contract/index.js';
import { ProvidersModule } from '../../src/providers/providers.module.js';
import { CallBudgetService } from '../../src/shared/call-budget/index.js';
import { SecretBox } from '../../src/shared/crypto/index.js';
import { EntityLoader } from '../../src/shared/graphql/index.js';
import { AppLogger } from '../../src/shared/logging/index.js';
import { MetricsRegistry } from '../../src/shared/metrics/index.js';
import { SharedModule } from '../../src/shared/shared.module.js';

describe('the module of providers', () => {
  const assemble = (env: Readonly<Record<string, string>>) =>
    Test.createTestingModule({
      imports: [
        ConfigModule.forRoot(readSettings(env)),
        SharedModule.forRoot({
          logger: AppLogger.create('silent'),
          secretBox: new SecretBox(`1:${Buffer.alloc(32).toString('base64')}`),
        }),
        ProvidersModule.forRoot(),
      ],
    })
      // All need the database, which nothing here asks.
      .overrideProvider(MetricsRegistry)
      .useValue({})
      .overrideProvider(CallBudgetService)
      .useValue({})
      .overrideProvider(EntityLoader)
      .useValue({})
      .compile();

  it('offers the adapter of every folder, and none that has no folder', async () => {
    const module = await assemble({});
    const folders = (await readdir('src/providers', { withFileTypes: true }))
      .filter((entry) => entry.isDirectory() && !['contract', 'http'].includes(entry.name))
      .map(({ name }) => name.toUpperCase());
    const types = module
      .get(ProviderRegistry)
      .all()
      .map(({ type }) => type);
    expect([...types].sort()).toEqual(folders.sort());
    await module.close();
  });

  it('does not start with hosts that it cannot understand', async () => {
    await expect(assemble({ PROVIDER_ALLOWED_HOSTS: '10.0.0.0/99' })).rejects.toThrow(
      'PROVIDER_ALLOWED_HOSTS',
    );
  });
});
