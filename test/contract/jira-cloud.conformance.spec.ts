import { conformance } from './conformance/conformance.js';
import { jiraCloud } from './conformance/jira-cloud.fixture.js';

conformance(jiraCloud);
