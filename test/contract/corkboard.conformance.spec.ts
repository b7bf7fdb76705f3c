import { conformance } from './conformance/conformance.js';
import { corkboard } from './fixture-tracker/corkboard.fixture.js';

conformance(corkboard);
