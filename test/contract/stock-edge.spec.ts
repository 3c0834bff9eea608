import { describe } from '@jest/globals';
import { contractSuite } from './suite.js';

describe('the contract, with the stock pipe, throttler and log', () => contractSuite('stock'));
