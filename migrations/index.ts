import { Migration20261201Initial } from './migration-20261201-initial.js';

/** The history, oldest first. A migration is never edited or renamed; a change to the tables is a new one. */
export const MIGRATIONS = [{ name: '20261201-initial', class: Migration20261201Initial }] as const;
