import type { Violation } from './contract/openapi-check.js';
import type { CallLog } from './http/call-log.js';
import type { Faults } from './http/faults.js';
import type { LabServer } from './http/lab-server.js';

/** The options that every lab has; each adds what its tracker holds. */
export interface TrackerLabOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Tells several labs apart: part of the account's name and of its token. */
  readonly name?: string;
  /** How far the tracker's clock is from this machine's: 3_600_000 is an hour fast. Default 0. */
  readonly clockOffsetMs?: number;
  /** Added to every call. Default 0. */
  readonly latencyMs?: number;
  /** False: exchanges are not checked against the vendor's published API. For demos and benchmarks. */
  readonly checksContract?: boolean;
}

/** The state of one emulated tracker, which has a clock of its own. */
export interface TrackerSite {
  clockOffsetMs: number;
}

/** What checks exchanges against the vendor's published API: an OpenAPI document or a GraphQL schema. */
export interface VendorContract {
  readonly isChecked: boolean;
  readonly violations: Violation[];
}

/** One emulated tracker: real HTTP on loopback, with its own state and its own faults. */
export abstract class TrackerLab<Site extends TrackerSite = TrackerSite> {
  protected abstract readonly server: LabServer;
  protected abstract readonly contract: VendorContract;

  protected constructor(
    readonly site: Site,
    options: TrackerLabOptions,
  ) {
    site.clockOffsetMs = options.clockOffsetMs ?? 0;
  }

  /** The address that an integration is given, without a slash at its end. */
  abstract get baseUrl(): string;

  get calls(): CallLog {
    return this.server.calls;
  }

  get faults(): Faults {
    return this.server.faults;
  }

  /** False where the vendor's published API is not present, or `checksContract` turned the check off. */
  get contractChecked(): boolean {
    return this.contract.isChecked;
  }

  /** Where either side broke the vendor's contract. Empty it with `violations.length = 0`. */
  get violations(): Violation[] {
    return this.contract.violations;
  }

  /** How far the tracker's clock is from this machine's: 3_600_000 is an hour fast. */
  get clockOffsetMs(): number {
    return this.site.clockOffsetMs;
  }

  set clockOffsetMs(ms: number) {
    this.site.clockOffsetMs = ms;
  }

  /** Takes the tracker away: connections are refused, open ones are cut. Its state stays. */
  down(): Promise<void> {
    return this.server.down();
  }

  /** Brings the tracker back, on the port that it had. */
  up(port?: number): Promise<void> {
    return this.server.up(port);
  }

  stop(): Promise<void> {
    return this.down();
  }
}

/** Builds a lab and listens. */
export async function startLab<Lab extends TrackerLab, Options extends TrackerLabOptions>(
  LabClass: new (options: Options) => Lab,
  options: Options,
): Promise<Lab> {
  const lab = new LabClass(options);
  await lab.up(options.port ?? 0);
  return lab;
}
