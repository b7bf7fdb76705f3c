import { MikroOrmModule } from '@mikro-orm/nestjs';
import { type EntityClass, PostgreSqlDriver } from '@mikro-orm/postgresql';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { SETTINGS, type Settings } from '../../config/index.js';
import { DiskSpaceService } from './disk-space.service.js';
import { DATABASE, type Database } from './database.js';
import { ormOptions } from './orm.config.js';

@Global()
@Module({})
export class PersistenceModule {
  /** The request's EntityManager is opened by the HTTP layer (`shared/http`), so Nest's own middleware stays off. */
  static async forRoot(
    database: Database,
    entities: readonly EntityClass<unknown>[],
  ): Promise<DynamicModule> {
    return {
      module: PersistenceModule,
      imports: [
        await MikroOrmModule.forRootAsync({
          driver: PostgreSqlDriver,
          inject: [SETTINGS],
          useFactory: (settings: Settings) => ({
            ...ormOptions({
              databaseUrl: database.url,
              poolSize: settings.databasePoolSize,
              entities,
              isPooled: database.url !== database.directUrl,
            }),
            registerRequestContext: false,
            autoLoadEntities: false,
          }),
        }),
      ],
      providers: [{ provide: DATABASE, useValue: database }, DiskSpaceService],
      exports: [DATABASE, DiskSpaceService],
    };
  }
}
