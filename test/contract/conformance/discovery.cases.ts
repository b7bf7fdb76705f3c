import { ProviderFailure, TicketStatusCategory } from '../../../src/providers/contract/index.js';
import type { Case } from './case.js';
import type { CurrentTracker } from './conformance-fixture.js';
import { failureOf } from './credentials.cases.js';

const MANY = 120;

export function discoveryCases(current: CurrentTracker, proves: Case): void {
  describe('discovery', () => {
    proves('lists projects over all pages, cut to what was asked for', async () => {
      current().addProjects(MANY);
      const connection = current().connect();
      const projects = await connection.listProjects({ search: null, first: 200 });
      expect(new Set(projects.map(({ key }) => key)).size).toBeGreaterThan(MANY);
      expect(projects.map(({ key }) => key)).toContain(current().projectKey);
      expect(await connection.listProjects({ search: null, first: 7 })).toHaveLength(7);
    });

    proves('searches projects by name, without case', async () => {
      current().addProjects(MANY);
      const connection = current().connect();
      const all = await connection.listProjects({ search: null, first: 200 });
      const last = all.at(-1)!;
      const found = await connection.listProjects({ search: last.name.toUpperCase(), first: 200 });
      expect(found.map(({ key }) => key)).toContain(last.key);
      expect(found.length).toBeLessThan(all.length);
      expect(await connection.listProjects({ search: 'nothing like it', first: 200 })).toEqual([]);
    });

    proves('describes a project: its statuses, each with its category', async () => {
      const { statuses, projectKey } = current();
      const schema = await current().connect().describeProject(projectKey);
      expect(schema.project.key).toBe(projectKey);
      const categories = new Map(schema.statuses.map(({ name, category }) => [name, category]));
      expect(categories.get(statuses.todo)).toBe(TicketStatusCategory.TODO);
      expect(categories.get(statuses.inProgress)).toBe(TicketStatusCategory.IN_PROGRESS);
      expect(categories.get(statuses.done)).toBe(TicketStatusCategory.DONE);
      if (statuses.cancelled !== null) {
        expect(categories.get(statuses.cancelled)).toBe(TicketStatusCategory.CANCELLED);
      }
      expect(schema.missingPermissions).toEqual([]);
    });

    proves('says of a project that is not there, or hidden: NOT_FOUND', async () => {
      for (const key of ['999999999', '../x', '%2e%2e', 'NOPE']) {
        const error = await failureOf(current().connect().describeProject(key));
        expect([key, error.failure]).toEqual([key, ProviderFailure.NOT_FOUND]);
      }
    });

    proves('finds people whom tickets can be assigned to', async () => {
      const connection = current().connect();
      if (!connection.searchUsers) throw new Error('Every tracker knows its people.');
      for (const name of ['Ada Example', 'Bob Example', 'Cleo Other']) current().addUser(name);
      const { projectKey } = current();
      const found = await connection.searchUsers({ projectKey, search: 'EXAMPLE', first: 20 });
      expect(found.map(({ name }) => name).sort()).toEqual(['Ada Example', 'Bob Example']);
      expect(found.every(({ remoteId }) => remoteId !== '')).toBe(true);
      expect(await connection.searchUsers({ projectKey, search: 'example', first: 1 })).toHaveLength(1);
    });

    proves('finds labels that are in use', async () => {
      const connection = current().connect();
      if (!connection.searchLabels) throw new Error('Every tracker has labels of some kind.');
      for (const name of ['release', 'release-train', 'other']) current().addLabel(name);
      const { projectKey } = current();
      const found = await connection.searchLabels({ projectKey, search: 'RELEASE', first: 20 });
      expect([...found].sort()).toEqual(['release', 'release-train']);
      expect(await connection.searchLabels({ projectKey, search: '', first: 2 })).toHaveLength(2);
    });
  });
}
