import { conformance } from './conformance/conformance.js';
import { jiraCloud } from './conformance/jira-cloud.under-test.js';

conformance(jiraCloud);
