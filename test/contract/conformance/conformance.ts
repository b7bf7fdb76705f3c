import { Cases } from './case.js';
import { changesCases } from './changes.cases.js';
import { creationCases } from './creation.cases.js';
import { credentialCases } from './credentials.cases.js';
import { discoveryCases } from './discovery.cases.js';
import { exactlyOnceCases } from './exactly-once.cases.js';
import { failureCases } from './failures.cases.js';
import { readingCases } from './reading.cases.js';
import type { RunningTracker, ConformanceFixture } from './conformance-fixture.js';
import { webhookCases } from './webhooks.cases.js';

/** One suite for every adapter: what is proven for one is proven for all, in the same words. */
export function conformance(tracker: ConformanceFixture): void {
  describe(`${tracker.label}:`, () => {
    let running: RunningTracker;
    beforeEach(async () => {
      running = await tracker.start();
    });
    afterEach(async () => {
      const violations = [...running.lab.violations];
      await running.stop();
      expect(violations).toEqual([]);
    });

    const current = () => running;
    const cases = new Cases(tracker);
    credentialCases(current, cases.add);
    discoveryCases(current, cases.add);
    creationCases(current, cases.add);
    exactlyOnceCases(current, cases.add);
    readingCases(current, cases.add);
    changesCases(current, cases.add);
    failureCases(current, cases.add);
    webhookCases(current, cases.add);
    cases.end();
  });
}
