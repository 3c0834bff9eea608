import { describe } from '@jest/globals';
import { contractSuite } from './suite.js';

describe('the contract, with compiled validators', () => contractSuite('fast'));
