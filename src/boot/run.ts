import { MikroORM } from '@mikro-orm/postgresql';
import { BootstrapService, replaceOwnToken, NewTokenError } from '../access/index.js';
import type { AppParts } from '../app.module.js';
import { type Settings, SettingsError } from '../config/index.js';
import { checkAddress, listenError } from './check-address.js';
import { createApp } from './create-app.js';
import { ENTITIES } from './entities.js';
import { openDatabase } from './open-database.js';
import { checkSecretFiles, openSecretBox } from './open-secret-box.js';
import { allowedHosts } from '../providers/providers.module.js';
import { AppLogger } from '../shared/logging/index.js';
import { type Database, migrate, ormOptions } from '../shared/persistence/index.js';
import { SecretFileError } from '../shared/persistence/embedded/index.js';
import { type App, type Running, shutDown, stopOnSignal } from './shutdown.js';
import { welcomeMessage } from './welcome-message.js';

/** Runs what the command line asks for: the product, or `new-token`. Ends with exit code 1 where it cannot. */
export async function run([command, ...args]: readonly string[], settings: Settings): Promise<void> {
  try {
    if (command === undefined) await serve(settings);
    else if (command === 'new-token') await printNewToken(settings, args);
    else throw new SettingsError(`There is no command ${command}. Give none to start delivr, or new-token.`);
  } catch (error) {
    const isForPeople = [SettingsError, NewTokenError, SecretFileError].some((kind) => error instanceof kind);
    process.stderr.write(`${isForPeople ? (error as Error).message : describeError(error)}\n`);
    process.exit(1);
  }
}

const WIDE_NETWORK =
  'PROVIDER_ALLOWED_HOSTS allows a very large network: every owner of a project can have delivr call any address in it, without TLS too.';

async function serve(settings: Settings): Promise<void> {
  let opened: Database | null = null;
  const running = start(settings, (database) => (opened = database));
  stopOnSignal({ running, database: () => opened }, settings);
  await running;
}

type OnOpen = (database: Database) => void;

async function start(settings: Settings, onOpen: OnOpen): Promise<Running> {
  const parts = await prepare(settings, onOpen);
  let app: App | null = null;
  try {
    app = await createApp(parts);
    await startListening(app, parts);
    return { app, parts };
  } catch (error) {
    await (app ? shutDown({ app, parts }) : parts.database.stop());
    throw error;
  }
}

async function startListening(app: App, { settings, logger }: AppParts): Promise<void> {
  if (!('listen' in app)) return logger.info('delivr is running as a worker.');
  await app.listen(settings.port, settings.host).catch((error: unknown) => {
    throw listenError(error, settings);
  });
  process.stdout.write(welcomeMessage(settings, await app.get(BootstrapService).run()));
  logger.info(`delivr is running, role ${settings.role}.`, { address: settings.publicUrl });
}

/** A database that answers and is up to date, and the keys to what is sealed in it. */
async function prepare(settings: Settings, onOpen: OnOpen): Promise<AppParts> {
  const { wideNetworks } = allowedHosts(settings);
  const logger = AppLogger.create(settings.logLevel);
  for (const network of wideNetworks) logger.warn(WIDE_NETWORK, { network });
  await checkAddress(settings);
  await checkSecretFiles(settings);
  const database = await openDatabase(settings, logger);
  onOpen(database);
  try {
    await migrate(database.directUrl);
    return { settings, database, logger, secretBox: await openSecretBox(settings, database) };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** Needs the database alone: neither keys nor a worker. */
async function printNewToken(settings: Settings, args: readonly string[]): Promise<void> {
  const database = await openDatabase(settings, AppLogger.create('error'));
  try {
    await migrate(database.directUrl);
    const orm = await MikroORM.init(
      ormOptions({ databaseUrl: database.url, poolSize: 2, entities: ENTITIES }),
    );
    process.stdout.write(`${await replaceOwnToken(orm.em, args, new Date()).finally(() => orm.close())}\n`);
  } finally {
    await database.stop();
  }
}

function describeError(error: unknown): string {
  return error instanceof Error ? `Cannot start: ${error.message}\n${error.stack ?? ''}` : String(error);
}
