import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Collection } from './collection.ts';
import { Store } from './store.ts';
import type { Customer } from '../records/customers.ts';

interface Thing { readonly id: string; readonly owner: string | null }

const owner = fc.constantFrom('a', 'b', null);
const id = fc.integer({ min: 0, max: 30 }).map(String);
const step = fc.oneof(fc.record({ put: id, owner }), fc.record({ delete: fc.uniqueArray(id, { minLength: 1, maxLength: 25 }) }));

describe('a collection', () => {
  it('has by each index what a plain filter would find, in the order of creation', () => {
    fc.assert(fc.property(fc.array(step, { maxLength: 120 }), (steps) => {
      const collection = new Collection<Thing>('things', { owner: (thing) => thing.owner });
      const model = new Map<string, Thing>();
      for (const [seq, each] of steps.entries()) {
        if ('put' in each) {
          const thing = { id: each.put, owner: each.owner };
          collection.put(thing, seq);
          model.set(thing.id, thing);
        } else {
          collection.deleteAll(new Set(each.delete));
          for (const gone of each.delete) model.delete(gone);
        }
      }
      expect(collection.entries().map(({ value }) => value)).toEqual([...model.values()]);
      for (const key of ['a', 'b']) expect(collection.entries('owner', key).map(({ value }) => value)).toEqual([...model.values()].filter((thing) => thing.owner === key));
      expect(collection.size).toBe(model.size);
    }));
  });
});

describe('the store', () => {
  const customer = (name: string, email: string | null): Customer => ({ id: name, email }) as unknown as Customer;

  it('undoes what was done since it began, and only that', () => {
    fc.assert(fc.property(fc.array(fc.tuple(id, owner)), fc.array(fc.tuple(id, owner)), (before, during) => {
      const store = new Store();
      for (const [name, email] of before) store.save(store.customers, customer(name, email));
      store.takeChanges();
      const stood = [...store.everything()];
      store.begin();
      for (const [name, email] of during) store.save(store.customers, customer(name, email));
      store.rollBack();
      store.end();
      expect([...store.everything()]).toEqual(stood);
      // What is journaled after it says again what stands, and nothing of what was undone.
      const replayed = new Store();
      for (const change of [...stood, ...store.takeChanges()]) replayed.replay(change);
      expect([...replayed.everything()]).toEqual(stood);
    }));
  });

  it('is the same after its changes were replayed', () => {
    fc.assert(fc.property(fc.array(fc.oneof(fc.record({ put: id, owner }), fc.record({ delete: fc.array(id) }))), (steps) => {
      const [store, copy] = [new Store(), new Store()];
      for (const each of steps) {
        if ('put' in each) store.save(store.customers, customer(each.put, each.owner));
        else store.delete(store.customers, each.delete);
        for (const change of store.takeChanges()) copy.replay(change);
      }
      expect([...copy.everything()]).toEqual([...store.everything()]);
    }));
  });
});
