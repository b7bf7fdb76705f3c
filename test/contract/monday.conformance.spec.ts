import { conformance } from './conformance/conformance.js';
import { monday } from './conformance/monday.fixture.js';

conformance(monday);
