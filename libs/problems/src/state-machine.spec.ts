import { describe, expect, it } from '@jest/globals';
import { defineStateMachine } from './state-machine.js';

const assessment = defineStateMachine({
  initial: 'draft',
  transitions: {
    draft: { submit: 'submitted', discard: 'discarded' },
    submitted: { reopen: 'draft', discard: 'discarded' },
    discarded: {},
  },
});

describe('a state machine', () => {
  it('gives the next state', () => {
    expect(assessment.next('draft', 'submit')).toBe('submitted');
  });

  it('refuses an action that the state does not know', () => {
    expect(() => assessment.next('discarded', 'submit')).toThrow(expect.objectContaining({ type: expect.objectContaining({ code: 'STATE_CONFLICT' }), detail: '`submit` is not possible in the state `discarded`.' }));
  });

  it('does not take an inherited member for an action', () => {
    expect(() => assessment.next('draft', 'constructor' as 'submit')).toThrow('STATE_CONFLICT');
    expect(assessment.from('toString' as 'submit')).toEqual([]);
  });

  it('names the states from which an action is possible, and the step', () => {
    expect(assessment.from('discard')).toEqual(['draft', 'submitted']);
    expect(assessment.step('discard')).toEqual({ action: 'discard', from: ['draft', 'submitted'], to: 'discarded' });
  });

  it('knows its final states', () => {
    expect(assessment.states.filter((state) => assessment.isFinal(state))).toEqual(['discarded']);
  });

  it('refuses a step that ends in different states', () => {
    const split = defineStateMachine({ initial: 'a', transitions: { a: { go: 'b' }, b: { go: 'c' }, c: {} } });
    expect(() => split.step('go')).toThrow('`go` ends in 2 states');
  });

  it('refuses a state that cannot be reached', () => {
    expect(() => defineStateMachine({ initial: 'a', transitions: { a: {}, b: { go: 'a' } } })).toThrow('nothing leads from `a` to `b`');
  });

  it('refuses a state that is not declared', () => {
    // @ts-expect-error: the compiler refuses it, too
    expect(() => defineStateMachine({ initial: 'a', transitions: { a: { go: 'nowhere' } } })).toThrow('`nowhere` is not declared');
  });
});
