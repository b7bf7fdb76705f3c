import fc from 'fast-check';
import type { Fault } from '../../lab/index.js';
import { BULK, SEARCH } from './release-tickets.js';
import { aTicket, retarget, type TicketModel } from './ticket-model.js';
import type { TicketSystem } from './ticket-system.js';

type Command = fc.AsyncCommand<TicketModel, TicketSystem>;

const RELEASES_MAX = 3;

function aCommand(
  name: string,
  isPossible: (model: TicketModel) => boolean,
  run: (model: TicketModel, real: TicketSystem) => Promise<void>,
): Command {
  return { check: isPossible, run, toString: () => name };
}

/** About one of the releases that there are. */
function aReleaseCommand(
  name: string,
  chosen: number,
  run: (model: TicketModel['releases'][number], real: TicketSystem, release: number) => Promise<void>,
): Command {
  const indexIn = ({ releases }: TicketModel) => chosen % releases.length;
  return aCommand(
    `${name} of release ${chosen}`,
    ({ releases }) => releases.length > 0,
    (model, real) => run(model.releases[indexIn(model)]!, real, indexIn(model)),
  );
}

const create = () =>
  aCommand(
    'create',
    ({ releases }) => releases.length < RELEASES_MAX,
    async (model, real) => {
      await real.create();
      model.releases.push({ isOpen: true, tickets: { WEB: aTicket() } });
    },
  );

const addPlatform = (chosen: number) =>
  aReleaseCommand('add a platform', chosen, async (release, real, index) => {
    expect(await real.addPlatform(index)).toBe(release.isOpen ? 'ok' : 'CONFLICT');
    if (release.isOpen) release.tickets['APP_STORE'] ??= aTicket();
  });

const retry = (chosen: number, platform: string) =>
  aReleaseCommand(`retry ${platform}`, chosen, async (release, real, index) => {
    const ticket = release.tickets[platform];
    const named = ticket ? { platforms: [platform] } : {};
    expect(await real.retry(index, named)).toBe(release.isOpen ? 'ok' : 'CONFLICT');
    if (release.isOpen && ticket?.target === 'none') ticket.target = 'ours';
  });

const link = (chosen: number, platform: string) =>
  aReleaseCommand(`link ${platform}`, chosen, async (release, real, index) => {
    const ticket = release.tickets[platform];
    if (!ticket) return;
    const answer = await real.link(index, platform);
    // Whether it is being made at this moment only the tracker knows.
    const isSure = !release.isOpen || ticket.target !== 'ours';
    const usual = isSure ? [release.isOpen ? 'ok' : 'CONFLICT'] : ['ok', 'CONFLICT'];
    // A tracker that wants a pause, or is slow, cannot be asked for that ticket: then nothing has changed.
    expect(release.isOpen ? [...usual, 'PROVIDER_ERROR'] : usual).toContain(answer);
    if (answer === 'ok') retarget(ticket, 'theirs');
  });

const unlink = (chosen: number, platform: string) =>
  aReleaseCommand(`unlink ${platform}`, chosen, async (release, real, index) => {
    const ticket = release.tickets[platform];
    if (!ticket) return;
    const answer = await real.unlink(index, platform);
    const isSure = !release.isOpen || ticket.target !== 'ours';
    const isPossible = release.isOpen && ticket.target === 'theirs';
    expect(isSure ? [isPossible ? 'ok' : 'CONFLICT'] : ['ok', 'CONFLICT']).toContain(answer);
    if (answer === 'ok') retarget(ticket, 'none');
  });

const cancel = (chosen: number) =>
  aReleaseCommand('cancel', chosen, async (release, real, index) => {
    expect(await real.cancel(index)).toBe(release.isOpen ? 'ok' : 'CONFLICT');
    release.isOpen = false;
  });

const always = () => true;
const crash = () => aCommand('kill the worker', always, (_, real) => real.worker.crash());
const checkModel = () => aCommand('check the model', always, (model, real) => real.check(model));
const fail = (operation: string, fault: Fault) =>
  aCommand(`${fault.kind} at ${operation}`, always, async (_, real) => real.fail(operation, fault));

const FAULTS: readonly Fault[] = [
  { kind: 'drop-after-commit' },
  { kind: 'drop-before-commit' },
  { kind: 'drop-mid-commit', elements: 1 },
  { kind: 'hang-after-commit' },
  { kind: 'hang-before-commit' },
  { kind: 'server-error', status: 503 },
  { kind: 'server-error', status: 500, when: 'after-commit' },
  { kind: 'rate-limit' },
  { kind: 'rate-limit', retryAfterSeconds: 1 },
  { kind: 'latency', ms: 200 },
];

/** What people, trackers and machines do, in any order. */
export function ticketCommands(maxCommands: number): fc.Arbitrary<Iterable<Command>> {
  const release = fc.nat({ max: RELEASES_MAX - 1 });
  const platform = fc.constantFrom('WEB', 'APP_STORE');
  const fault = fc.tuple(fc.constantFrom(BULK, BULK, BULK, SEARCH), fc.constantFrom(...FAULTS));
  return fc.commands(
    [
      ...[fc.constant(create()), fc.constant(create())],
      ...[fault, fault, fault].map((one) => one.map(([operation, injected]) => fail(operation, injected))),
      ...[release.map(addPlatform), release.map(cancel)],
      fc.tuple(release, platform).map(([index, one]) => retry(index, one)),
      ...[link, unlink].map((command) =>
        fc.tuple(release, platform).map(([index, one]) => command(index, one)),
      ),
      ...[fc.constant(crash()), fc.constant(checkModel())],
    ],
    { maxCommands, size: 'max' },
  );
}
