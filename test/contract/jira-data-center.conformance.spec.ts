import { conformance } from './conformance/conformance.js';
import { jiraDataCenter } from './conformance/jira-data-center.fixture.js';

conformance(jiraDataCenter);
