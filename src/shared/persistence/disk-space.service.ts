import { Inject, Injectable } from '@nestjs/common';
import { statfs } from 'node:fs/promises';
import { SETTINGS, type Settings } from '../../config/index.js';

/** https://www.postgresql.org/docs/18/errcodes-appendix.html */
const DISK_FULL = '53100';
/** A database that could not write is taken for full for so long, in milliseconds: reading tells nothing of it. */
const FULL_FOR_MS = 15_000;
/** What PostgreSQL needs to go on working: two segments of its log, in bytes. */
const MIN_FREE_BYTES = 32 * 1024 * 1024;

/** Whether the database has room to write, as far as can be known: its refusals, and the disk of an embedded one. */
@Injectable()
export class DiskSpaceService {
  private lastRefusalAt = Number.NEGATIVE_INFINITY;

  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** @returns whether the error is the database's word for a full disk, which is noted then. */
  noteRefusal(error: unknown): boolean {
    if ((error as { code?: unknown } | null | undefined)?.code !== DISK_FULL) return false;
    this.lastRefusalAt = performance.now();
    return true;
  }

  /** Null: there is room. */
  async problem(): Promise<string | null> {
    const { databaseUrl, dataDir } = this.settings;
    if (performance.now() - this.lastRefusalAt < FULL_FOR_MS) return 'the disk of the database is full';
    if (databaseUrl) return null;
    const disk = await statfs(dataDir).catch(() => null);
    if (!disk || disk.bavail * disk.bsize >= MIN_FREE_BYTES) return null;
    return `the disk of DATA_DIR (${dataDir}) is full`;
  }
}
