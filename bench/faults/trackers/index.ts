import type { StartTracker } from '../tracker.js';
import { startAsana } from './asana.js';
import { startClickUp } from './clickup.js';
import { startJiraCloud } from './jira-cloud.js';
import { startJiraDataCenter } from './jira-data-center.js';
import { startLinear } from './linear.js';
import { startMonday } from './monday.js';

/** By the name that `--tracker` takes: another one joins here. */
export const TRACKERS = {
  'jira-cloud': startJiraCloud,
  'jira-data-center': startJiraDataCenter,
  linear: startLinear,
  asana: startAsana,
  monday: startMonday,
  clickup: startClickUp,
} as const satisfies Readonly<Record<string, StartTracker>>;

export type TrackerName = keyof typeof TRACKERS;

export const TRACKER_NAMES = Object.keys(TRACKERS) as readonly TrackerName[];
