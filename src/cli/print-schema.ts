import 'reflect-metadata';
import type { Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { GraphQLSchemaBuilderModule, GraphQLSchemaFactory } from '@nestjs/graphql';
import { lexicographicSortSchema, printSchema } from 'graphql';
import { readFile, writeFile } from 'node:fs/promises';
import { FEATURES } from '../app.module.js';

/**
 * Writes `schema.gql` out of the code, without a database. With `--check`, only says whether the committed file is
 * what the code says (exit code 1 where it is not).
 */
const FILE = 'schema.gql';
const HEADER = '# Written by `npm run schema` from the code. Do not edit.\n\n';

const app = await NestFactory.createApplicationContext(GraphQLSchemaBuilderModule, { logger: ['error'] });
const schema = await app.get(GraphQLSchemaFactory).create(FEATURES.flatMap(resolversOf));
const text = `${HEADER}${printSchema(lexicographicSortSchema(schema))}\n`;

if (process.argv.includes('--check')) {
  const isSame = (await readFile(FILE, 'utf8').catch(() => '')) === text;
  process.stdout.write(
    isSame ? 'schema.gql is up to date.\n' : 'schema.gql differs from the code: npm run schema.\n',
  );
  process.exitCode = isSame ? 0 : 1;
} else {
  await writeFile(FILE, text);
  process.stdout.write('Wrote schema.gql.\n');
}
await app.close();

/** The provider classes of a module that carry resolver metadata are told apart by the factory itself. */
function resolversOf(module: object): Type[] {
  const providers = (Reflect.getMetadata('providers', module) ?? []) as unknown[];
  return providers.filter((one): one is Type => typeof one === 'function' && one.name.endsWith('Resolver'));
}
