import {
  type ProjectSchema,
  type RemoteIssueType,
  type TicketShape,
  TicketStatusCategory,
} from '../../providers/contract/index.js';
import { type CheckingProvider, schemaProblems } from './schema-check.rules.js';
import { toTicketParameters } from '../ticket-parameters.rules.js';

const TYPELESS = { name: 'Boards', defaultIssueType: null };
const TYPED = { name: 'Tracker', defaultIssueType: 'Epic' };

const DONE = { remoteId: '3', name: 'Done', category: TicketStatusCategory.DONE };
const EPIC: RemoteIssueType = {
  remoteId: '1',
  name: 'Epic',
  isDefault: true,
  isSubtask: false,
  requiredFields: [],
  settableFields: null,
  unsupportedFields: [],
  priorities: null,
  statuses: [],
};

function aSchema(parts: Partial<ProjectSchema> = {}): ProjectSchema {
  const project = { remoteId: '1', key: 'SHOP', name: 'Shop', url: null };
  return {
    project,
    issueTypes: [],
    statuses: [DONE],
    priorities: ['High'],
    missingPermissions: [],
    ...parts,
  };
}

function problems(parts: object, schema: ProjectSchema, provider: CheckingProvider = TYPED) {
  const given = { projectKey: 'SHOP', createTicket: true, linkBuilds: false, ...parts };
  return schemaProblems(toTicketParameters(given, provider), schema, provider, 'i').map(
    ({ path, severity }) => `${severity} ${path}`,
  );
}

describe('a config against a tracker’s own description', () => {
  it('asks for no issue type where the tracker has none', () => {
    expect(problems({}, aSchema(), TYPELESS)).toEqual([]);
    expect(problems({ priority: 'Low', completedStatus: ['Gone'] }, aSchema(), TYPELESS)).toEqual([
      'ERROR parameters.priority',
      'ERROR parameters.completedStatus.0',
    ]);
  });

  it('uses the fields of every ticket where the tracker has no types', () => {
    const field = { remoteId: '7', name: 'Team', type: 'enum', allowedValues: ['Red'], filledBy: null };
    const ticketShape: TicketShape = {
      requiredFields: [field],
      settableFields: ['7', '8'],
      unsupportedFields: [
        { field: 'PRIORITY', isRefused: false },
        { field: 'PARENT', isRefused: true },
      ],
    };
    const given = { priority: 'Low', parentKey: '12', customFields: { 9: 'x' } };
    expect(problems(given, aSchema({ ticketShape }), TYPELESS)).toEqual([
      'WARNING parameters.priority',
      'ERROR parameters.parentKey',
      'ERROR parameters.customFields',
      'ERROR parameters.customFields',
    ]);
    expect(problems({ customFields: { 7: 'Red', 8: 'y' } }, aSchema({ ticketShape }), TYPELESS)).toEqual([]);
  });

  it('warns that an issue type is ignored where the tracker has none', () => {
    expect(problems({ issueType: 'Epic' }, aSchema(), TYPELESS)).toEqual(['WARNING parameters.issueType']);
  });

  it('reports labels that are not allowed, and those that exclude each other, without case', () => {
    const labelRules = {
      unusable: [{ name: 'Kind', reason: 'Kind is a group of labels: choose one in it.' }],
      exclusive: [['Bug', 'Chore', 'Feature']],
    };
    const said = (labels: readonly string[]) => problems({ labels }, aSchema({ labelRules }), TYPELESS);
    expect(said(['release', 'bug'])).toEqual([]);
    expect(said(['KIND'])).toEqual(['ERROR parameters.labels']);
    expect(said(['bug', 'Feature', 'kind'])).toEqual(['ERROR parameters.labels', 'ERROR parameters.labels']);
    expect(problems({ labels: ['kind'] }, aSchema({ labelRules, issueTypes: [EPIC] }))).toEqual([
      'ERROR parameters.labels',
    ]);
  });

  it('reports a tracker that should have types and offers none', () => {
    expect(problems({}, aSchema())).toEqual(['ERROR parameters.projectKey']);
  });

  it('reports only the missing permission where it is why there are no types', () => {
    const schema = aSchema({ missingPermissions: ['Create issues'] });
    expect(problems({}, schema)).toEqual(['ERROR parameters.projectKey']);
    expect(problems({ createTicket: false }, schema)).toEqual(['WARNING parameters.projectKey']);
  });

  it('warns of final statuses that are not in completedStatus', () => {
    const open = { remoteId: '1', name: 'Open', category: TicketStatusCategory.TODO };
    const review = { remoteId: '2', name: 'Review', category: TicketStatusCategory.IN_PROGRESS };
    const schema = aSchema({ issueTypes: [EPIC], statuses: [open, review, DONE] });
    expect(problems({ completedStatus: ['review'] }, schema)).toEqual([
      'WARNING parameters.completedStatus.0',
    ]);
    expect(problems({ completedStatus: ['Review', 'done'] }, schema)).toEqual([]);
    expect(problems({ completedStatus: ['Done'] }, schema)).toEqual([]);
  });

  it('compares with the project’s statuses and priorities where the type has none of its own', () => {
    const schema = aSchema({ issueTypes: [EPIC] });
    expect(problems({ priority: 'high', completedStatus: ['DONE'] }, schema)).toEqual([]);
    expect(problems({ priority: 'Low', completedStatus: ['Over'] }, schema)).toEqual([
      'ERROR parameters.priority',
      'ERROR parameters.completedStatus.0',
    ]);
  });

  it('reports nothing where the tracker describes nothing', () => {
    const schema = aSchema({ issueTypes: [EPIC], statuses: [], priorities: [] });
    expect(problems({ priority: 'Any', completedStatus: ['Any'] }, schema)).toEqual([]);
  });

  it('treats as the default only the type that the adapter marked', () => {
    const schema = aSchema({ issueTypes: [{ ...EPIC, name: 'Initiative' }] });
    expect(problems({}, schema)).toEqual([]);
    expect(problems({ issueType: 'epic' }, schema)).toEqual([]);
    expect(problems({ issueType: 'Story' }, schema)).toEqual(['ERROR parameters.issueType']);
  });

  it('uses the default of the sub-tasks where a parent is given and no type', () => {
    const item = {
      ...EPIC,
      name: 'Item',
      unsupportedFields: [{ field: 'PARENT' as const, isRefused: true }],
    };
    const below = { ...EPIC, name: 'Subitem', isSubtask: true, statuses: [{ ...DONE, name: 'Over' }] };
    const schema = aSchema({ issueTypes: [item, below] });
    expect(problems({ completedStatus: ['Done'] }, schema, TYPELESS)).toEqual([]);
    expect(problems({ parentKey: '1', completedStatus: ['Over'] }, schema, TYPELESS)).toEqual([]);
    const named = { parentKey: '1', issueType: 'Item' };
    expect(problems(named, schema, TYPELESS)).toEqual(['ERROR parameters.parentKey']);
    expect(problems({ parentKey: '1' }, aSchema({ issueTypes: [item] }), TYPELESS)).toEqual([
      'ERROR parameters.parentKey',
    ]);
  });

  it('reports what makes tickets less safe, where tickets are created', () => {
    const schema = aSchema({ issueTypes: [EPIC], warnings: ['No column.'] });
    expect(problems({}, schema)).toEqual(['WARNING parameters.projectKey']);
    expect(problems({}, { ...schema, issueTypes: [] }, TYPELESS)).toEqual(['WARNING parameters.projectKey']);
    expect(problems({ createTicket: false }, schema)).toEqual([]);
    const typed = aSchema({ issueTypes: [EPIC, { ...EPIC, name: 'Story', warnings: ['No column.'] }] });
    expect(problems({}, typed)).toEqual([]);
    expect(problems({ issueType: 'story' }, typed)).toEqual(['WARNING parameters.projectKey']);
  });

  it('reports a missing parent once', () => {
    const parent = { remoteId: 'parent', name: 'Parent', type: 'issuelink', allowedValues: null };
    const requiredFields = [{ ...parent, filledBy: 'PARENT' as const }];
    for (const type of [{ isSubtask: true }, { requiredFields }, { isSubtask: true, requiredFields }]) {
      const schema = aSchema({ issueTypes: [{ ...EPIC, ...type }] });
      expect(problems({}, schema)).toEqual(['ERROR parameters.parentKey']);
      expect(problems({ parentKey: 'SHOP-1' }, schema)).toEqual([]);
    }
  });

  it('counts a required field as given only under its own id', () => {
    const team = {
      remoteId: 'field_1',
      name: 'Team',
      type: 'option',
      allowedValues: ['Red'],
      filledBy: null,
    };
    const schema = aSchema({ issueTypes: [{ ...EPIC, requiredFields: [team] }] });
    expect(problems({ customFields: { Team: 'Red' } }, schema)).toEqual(['ERROR parameters.customFields']);
    expect(problems({ customFields: { field_1: 'Red' } }, schema)).toEqual([]);
  });
});
