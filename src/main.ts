import 'reflect-metadata';
import { run } from './boot/run.js';

await run(process.argv.slice(2), process.env);
