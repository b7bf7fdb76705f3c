import type { LabelRules, LeftOutLabel } from '../contract/index.js';
import type { Filter } from './linear.api.js';
import type { LinearLabel } from './linear.schemas.js';

/** Labels that a team's issues can have: its own, and those of the whole workspace. */
export function labelsOfTeam(key: string): Filter {
  return { or: [{ team: { null: true } }, { team: { key: { eqIgnoreCase: key } } }] };
}

export function labelsWithNames(key: string, names: readonly string[]): Filter {
  return { and: [labelsOfTeam(key), { or: names.map((name) => ({ name: { eqIgnoreCase: name } })) }] };
}

/** The labels to be sent, what is to be made first, and what cannot be had. */
export interface ChosenLabels {
  readonly ids: readonly string[];
  /** Names that the team does not have yet. */
  readonly unknown: readonly string[];
  readonly violations: readonly string[];
}

/** By name, without case, as Linear compares them. */
export function chooseLabels(
  names: readonly string[],
  known: ReadonlyMap<string, readonly LinearLabel[]>,
): ChosenLabels {
  const distinct = distinctNames(names);
  const found = distinct.map((name) => [name, bestMatch(labelsNamed(name, known))] as const);
  const missing = found.filter(([, label]) => !label).map(([name]) => name);
  const labels = found.map(([, label]) => label).filter((label) => label !== undefined);
  return {
    ids: labels.map(({ id }) => id),
    unknown: missing.filter((name) => !groupOf(name, known)),
    violations: [
      ...labels.flatMap(unusableReasons),
      ...groupViolations(labels),
      ...missing.flatMap((name) => missingInGroup(name, known)),
    ],
  };
}

/**
 * Without the optional names that speak against the others, or are of no use themselves, one after another; each with
 * what was said against it.
 */
export function withoutUnusable(
  names: readonly string[],
  optional: readonly string[],
  known: KnownLabels,
): { readonly names: readonly string[]; readonly leftOut: readonly LeftOutLabel[] } {
  let kept = names;
  const leftOut: LeftOutLabel[] = [];
  for (const name of optional) {
    const without = kept.filter((one) => one !== name);
    const { violations } = chooseLabels(kept, known);
    const others = new Set(chooseLabels(without, known).violations);
    const reason = violations.find((words) => !others.has(words));
    if (reason === undefined || others.size >= violations.length) continue;
    leftOut.push({ name, reason });
    kept = without;
  }
  return { names: kept, leftOut };
}

/** As Linear shows a label of a group: `Platform → iOS`. */
const IN_GROUP = /^(.+?)\s*→\s*(.+)$/;

type KnownLabels = ReadonlyMap<string, readonly LinearLabel[]>;

/** What labels of these names may be called, alone or with their group. */
export function namesToLoad(names: readonly string[]): string[] {
  return distinctNames(names.flatMap((name) => [name, ...(IN_GROUP.exec(name.trim())?.slice(1) ?? [])]));
}

/** Of that very name, or else of the group that the name begins with. */
function labelsNamed(name: string, known: KnownLabels): readonly LinearLabel[] {
  const exact = known.get(name.toLowerCase());
  const [, group = '', inGroup = ''] = IN_GROUP.exec(name) ?? [];
  if (exact || !inGroup) return exact ?? [];
  const candidates = known.get(inGroup.toLowerCase()) ?? [];
  return candidates.filter(({ parent }) => parent?.name.toLowerCase() === group.toLowerCase());
}

/** The group that a name begins with, where there is one. */
function groupOf(name: string, known: KnownLabels): LinearLabel | undefined {
  const [, group] = IN_GROUP.exec(name) ?? [];
  return group === undefined ? undefined : known.get(group.toLowerCase())?.find(({ isGroup }) => isGroup);
}

function missingInGroup(name: string, known: KnownLabels): string[] {
  const group = groupOf(name, known);
  if (!group) return [];
  return [`The group ${group.name} in Linear has no such label: ${name}. Make it there, or leave it out.`];
}

export function distinctNames(names: readonly string[]): string[] {
  const byName = new Map<string, string>();
  for (const name of names.map((each) => each.trim())) {
    if (name && !byName.has(name.toLowerCase())) byName.set(name.toLowerCase(), name);
  }
  return [...byName.values()];
}

/** One that can be used before one that cannot, the team's own before the workspace's. */
function bestMatch(labels: readonly LinearLabel[]): LinearLabel | undefined {
  const rank = (label: LinearLabel) => (unusableReasons(label).length > 0 ? 2 : 0) + (label.team ? 0 : 1);
  return [...labels].sort((one, other) => rank(one) - rank(other))[0];
}

function unusableReasons({ name, isGroup, retiredAt }: LinearLabel): string[] {
  if (isGroup) return [`${name} is a group of labels in Linear: choose one of the labels in it.`];
  return retiredAt ? [`The label ${name} is retired in Linear: restore it, or choose another.`] : [];
}

/** For who describes a team: names that are of no use there, and names that exclude each other. */
export function labelRules(labels: readonly LinearLabel[]): LabelRules {
  const byName = [...Map.groupBy(labels, ({ name }) => name.toLowerCase()).values()];
  const chosen = byName.map(bestMatch).filter((label) => label !== undefined);
  return {
    unusable: chosen.flatMap((label) =>
      unusableReasons(label).map((reason) => ({ name: label.name, reason })),
    ),
    exclusive: groupsOf(chosen).map((group) => group.map(({ name }) => name).sort()),
  };
}

/** Labels that exclude each other. */
function groupsOf(labels: readonly LinearLabel[]): LinearLabel[][] {
  const usable = labels.filter((label) => label.parent && unusableReasons(label).length === 0);
  const groups = [...Map.groupBy(usable, ({ parent }) => parent?.id).values()];
  return groups.filter((group) => group.length > 1);
}

function groupViolations(labels: readonly LinearLabel[]): string[] {
  return groupsOf(labels).map((group) => {
    const names = group.map(({ name }) => name).join(', ');
    return `An issue can have only one of ${names}: they belong to one group of labels in Linear.`;
  });
}
