import type {
  ConnectionValues,
  PmConnection,
  PmProvider,
  TicketDraft,
  WebhookDelivery,
} from '../../../src/providers/contract/index.js';
import type { CallLog } from '../../../lab/http/call-log.js';
import type { Fault, Faults } from '../../../lab/http/faults.js';
import type { Violation } from '../../../lab/contract/openapi-check.js';

/** What every adapter must prove on its lab: one of these per tracker, given to `conformance.ts`. */
export interface ConformanceFixture {
  /** `Jira Cloud`. */
  readonly label: string;
  /** Cases that the tracker cannot have, by name, each with what its sheet says: they stand in the table with it. */
  readonly unsupported?: Readonly<Record<string, string>>;
  /** A lab of one's own with one project, and the adapter over the real HTTP client. */
  start(): Promise<RunningTracker>;
}

/** The part of every lab that is alike. */
export interface EmulatedTracker {
  readonly calls: CallLog;
  readonly faults: Faults;
  /** Whether exchanges are held against the vendor's published contract. */
  readonly contractChecked: boolean;
  readonly violations: Violation[];
  down(): Promise<void>;
  up(): Promise<void>;
}

/** A ticket as the tracker keeps it. */
export interface EmulatedTicket {
  readonly remoteId: string;
  readonly key: string;
  readonly title: string;
  /** The tracker's own word. */
  readonly status: string;
}

/** The lab's operations (`POST /rest/api/3/issue/bulk`, `mutation issueCreate`), for faults and counts. */
export interface Operations {
  readonly whoAmI: string;
  readonly listProjects: string;
  /** The call that makes one or several tickets. */
  readonly create: string;
  /** All calls that a creation, or a look for one, can consist of. */
  readonly createAndFind: readonly string[];
  /** The call that reads statuses in bulk. */
  readonly readStatuses: string;
}

/** One way in which the tracker says "too many calls", and what the adapter must make of it. */
export interface RateLimitCase {
  readonly name: string;
  readonly fault: Fault;
  /** Seconds that the adapter must wait, give or take two for clocks; null: the tracker does not say. */
  readonly retryAfterSeconds: number | null;
  /** What the adapter answers: usually RATE_LIMITED. */
  readonly failure: 'RATE_LIMITED' | 'FORBIDDEN' | 'UNAVAILABLE';
}

/** Everything that a draft can say here, and where it can be read in the lab afterwards. */
export interface RichDraft {
  readonly draft: Partial<TicketDraft>;
  /** What the lab's ticket must then hold: any shape, compared as a whole with `expected`. */
  read(remoteId: string): unknown;
  readonly expected: unknown;
}

/** A webhook that this tracker would send about a ticket, signed with `secret` as it signs. */
export interface WebhookSamples {
  readonly secret: string;
  /** False where the tracker cannot sign. */
  readonly isSigned: boolean;
  /** False where the signature is the sender's alone, whatever the body says. */
  readonly coversBody: boolean;
  changed(remoteId: string): WebhookDelivery;
  deleted(remoteId: string): WebhookDelivery;
  /** What it sends to try an address out; absent where it does not. */
  handshake?(): WebhookDelivery;
}

export interface RunningTracker {
  readonly lab: EmulatedTracker;
  readonly provider: PmProvider;
  /** Credentials that the lab accepts. */
  readonly values: ConnectionValues;
  /** Well-formed ones that it refuses. */
  readonly refusedValues: ConnectionValues;
  readonly operations: Operations;
  /** Where release tickets can be made without more than a title. */
  readonly projectKey: string;
  /** Names of statuses of that project, by category; `unreachable`: one that no step from a new ticket leads to. */
  readonly statuses: {
    readonly todo: string;
    readonly inProgress: string;
    readonly done: string;
    readonly cancelled: string | null;
    readonly unreachable: string | null;
  };
  readonly rich: RichDraft;
  /** Drafts that the tracker, or the adapter for it, must refuse, by a word for the title of the test. */
  readonly refusedDrafts: Readonly<Record<string, Partial<TicketDraft>>>;
  readonly rateLimits: readonly RateLimitCase[];
  /** Null where there is no such thing; declare the cases then. */
  readonly webhooks: WebhookSamples | null;
  /** The floor that the tracker's API allows, to create `n` tickets of one project and to read `n` statuses. */
  readonly fewestCalls: { create(n: number): number; readStatuses(n: number): number };

  /** A connection to the lab; other values over the good ones. */
  connect(values?: ConnectionValues): PmConnection;
  /** The adapter's clock goes ahead, so that proofs that take time need not be waited for. */
  advance(ms: number): void;
  /** What exists, archived and closed ones included, deleted ones not; oldest first. */
  tickets(): readonly EmulatedTicket[];
  /** As if a person had done it. */
  setStatus(remoteId: string, status: string): void;
  delete(remoteId: string): void;
  /** Null where there is no such thing; declare the cases then. So with the next two. */
  archive: ((remoteId: string) => void) | null;
  /** As if the account had lost the permission to see it. */
  hide: ((remoteId: string) => void) | null;
  /** To another project. Answers with the key that it has there. */
  move: ((remoteId: string) => string) | null;
  /** The credentials of `values` are refused from now on. */
  revoke(): void;
  /** The account may not make tickets in the project any more. */
  forbidCreating(): void;
  addProjects(count: number): void;
  /** Somebody whom tickets can be assigned to. */
  addUser(name: string): void;
  addLabel(name: string): void;
  /** Texts of a ticket's comments, links aside. */
  comments(remoteId: string): readonly string[];
  /** Addresses that a ticket links to outside the tracker. */
  links(remoteId: string): readonly string[];
  /** How many tickets carry this operation id, deleted ones aside: more than one is a duplicate. */
  countOf(operationId: string): number;
  stop(): Promise<void>;
}

/** What a person, or an administrator, could do at the tracker, and what they would see. */
export type TrackerControls = Pick<
  RunningTracker,
  | 'tickets'
  | 'setStatus'
  | 'delete'
  | 'archive'
  | 'hide'
  | 'move'
  | 'revoke'
  | 'forbidCreating'
  | 'addProjects'
  | 'addUser'
  | 'addLabel'
  | 'comments'
  | 'links'
  | 'countOf'
>;

/** The tracker of the test that runs. */
export type CurrentTracker = () => RunningTracker;
