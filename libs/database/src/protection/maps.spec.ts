import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { dropAndClose, openTestDatabase } from '../../../../test/fixtures/test-database.js';
import type { Database } from '../database.js';
import type { Filter } from '../filter.js';
import { Repository } from '../repository.js';
import { defineSchema, defineSubdocument, type Stored } from '../schema.js';
import { EVERYTHING } from '../scope.js';
import { UnreadableValue } from './field-cipher.js';

interface Survey extends Stored {
  readonly answers: Readonly<Record<string, { readonly a: string; readonly r?: string }>>;
}

const schemaOf = (options: object) => defineSchema<Survey>({ answers: { type: Map, of: defineSubdocument({ a: String, r: { type: String, protect: 'personal', ...options } }) } });

class Surveys extends Repository<Survey, never> {
  constructor(database: Database, collection = 'surveys', options: object = {}) {
    super(database, collection, schemaOf(options));
  }

  protected override scopeFilter(): Filter<Survey> {
    return { _id: '' };
  }
}

let database: Database;
let surveys: Surveys;
beforeAll(async () => {
  database = await openTestDatabase();
  surveys = new Surveys(database);
});
afterAll(() => dropAndClose(database));

const raw = () => database.db.collection<{ _id: string; answers: Record<string, { r: unknown }> }>('surveys');

it('protects what stands in a map, inserted whole or set by its key', async () => {
  const id = await surveys.insert(EVERYTHING, { answers: { one: { a: 'no', r: 'Ann is ill' } } });
  await surveys.update(EVERYTHING, id, { set: { 'answers.two-2': { a: 'no', r: 'Bob left' } } }, []);
  expect(JSON.stringify(await raw().findOne({ _id: id }))).not.toMatch(/Ann|Bob/);
  expect((await surveys.get(EVERYTHING, id, ['answers'])).answers).toEqual({ one: { a: 'no', r: 'Ann is ill' }, 'two-2': { a: 'no', r: 'Bob left' } });
});

it('takes a key away, and replaces a value whole', async () => {
  const id = await surveys.insert(EVERYTHING, { answers: { one: { a: 'no', r: 'because' }, two: { a: 'no' } } });
  const { answers } = await surveys.update(EVERYTHING, id, { set: { 'answers.one': { a: 'yes' } }, unset: ['answers.two'] }, ['answers']);
  expect(answers).toEqual({ one: { a: 'yes' } });
});

it('does not read a value that was moved to another key', async () => {
  const id = await surveys.insert(EVERYTHING, { answers: { one: { a: 'no', r: 'because' }, two: { a: 'no', r: 'so' } } });
  const stored = await raw().findOne({ _id: id });
  await raw().updateOne({ _id: id }, { $set: { 'answers.two.r': stored?.answers['one']?.r } });
  await expect(surveys.get(EVERYTHING, id, ['answers'])).rejects.toBeInstanceOf(UnreadableValue);
});

it('refuses a blind index in a map', () => {
  expect(() => new Surveys(database, 'blind_surveys', { blindIndex: (value: string) => value })).toThrow('inside a list or a map');
});
