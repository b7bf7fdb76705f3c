/** Emulated trackers over real HTTP on loopback. Imports nothing of the product. */
export { startAsanaLab, AsanaLab, type AsanaLabOptions } from './asana/asana-lab.js';
export { startJiraCloudLab, JiraCloudLab, type JiraCloudLabOptions } from './jira-cloud/jira-cloud-lab.js';
export { startClickUpLab, ClickUpLab, type ClickUpLabOptions } from './clickup/clickup-lab.js';
export type { ListOptions } from './clickup/site.js';
export type { LabTask } from './clickup/task.js';
export {
  startJiraDataCenterLab,
  JiraDataCenterLab,
  type JiraDataCenterLabOptions,
} from './jira-data-center/jira-data-center-lab.js';
export type { ProjectOptions, LabProject } from './jira/project.js';
export type { LabIssue } from './jira/issue.js';
export type { LabAccount } from './jira/model.js';
export { startLinearLab, LinearLab, type LinearLabOptions } from './linear/linear-lab.js';
export type { LinearLabIssue } from './linear/issue.js';
export type { TeamOptions as LinearTeamOptions } from './linear/model.js';
export { startMondayLab, MondayLab, type MondayLabOptions } from './monday/monday-lab.js';
export type { BoardOptions as MondayBoardOptions } from './monday/board.js';
export type { LabItem as MondayLabItem } from './monday/item.js';
export type { JiraLab } from './jira/jira-lab.js';
export { randomFaults, type RandomFaults } from './http/random-faults.js';
export { seededRandom } from './http/random.js';
export type { Fault, FaultKind, RateLimit } from './http/fault.js';
export type { FaultOptions, PlannedFault } from './http/faults.js';
export { CallLimit } from './http/call-limit.js';
export type { LoggedCall } from './http/call-log.js';
export type { Violation } from './contract/openapi-check.js';
