import { describe, expect, it } from '@jest/globals';
import { shapeDifferences, shapeOf } from './shape.ts';
import { schemaOf } from './validate.ts';

const RETRIEVE = 'GET /v1/refunds/{refund}';
const differencesOf = (ours: object, theirs: object): object[] => shapeDifferences(shapeOf(schemaOf(RETRIEVE), ours, RETRIEVE), shapeOf(schemaOf(RETRIEVE), theirs, RETRIEVE));
const refund = (members: object): object => ({ id: 're_1', object: 'refund', amount: 5, ...members });

describe('shapeDifferences', () => {
  it('finds none between two values of one shape', () => {
    expect(differencesOf(refund({ amount: 7, metadata: { a: 'x' } }), refund({ amount: 9, metadata: {} }))).toEqual([]);
  });

  it('takes null for any kind', () => {
    expect(differencesOf(refund({ reason: null }), refund({ reason: 'duplicate' }))).toEqual([]);
  });

  it('names a member by the object that it belongs to, wherever that stands', () => {
    const charge = { id: 'ch_1', object: 'charge', outcome: { risk_level: 'normal', type: 'authorized' } };
    const other = { ...charge, outcome: { type: 'authorized' } };

    expect(differencesOf(refund({ charge }), refund({ charge: other }))).toEqual([{ at: 'charge_outcome.risk_level', what: 'only the emulator', detail: 'text' }]);
    expect(differencesOf(refund({ charge: other }), refund({ charge }))).toEqual([{ at: 'charge_outcome.risk_level', what: 'only stripe-mock', detail: 'text' }]);
  });

  it('tells an id from the object', () => {
    expect(differencesOf(refund({ charge: 'ch_1' }), refund({ charge: { id: 'ch_1', object: 'charge' } }))).toEqual([{ at: 'refund.charge', what: 'another kind', detail: 'text here, object in stripe-mock' }]);
  });

  it('compares the objects that both show, and no others', () => {
    expect(differencesOf(refund({ destination_details: { type: 'card', card: { type: 'refund' } } }), refund({ destination_details: null }))).toEqual([]);
  });
});
