import { conformance } from './conformance/conformance.js';
import { jiraDataCenter } from './conformance/jira-data-center.under-test.js';

conformance(jiraDataCenter);
