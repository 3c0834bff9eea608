import { MIGRATE } from '../../specimen/migrations.fixture.ts';
import type { Scene, Scenes } from '../../specimen/scene.fixture.ts';

const migrating = (defect = ''): Scene => {
  const run = (command: string): string => `"${process.execPath}" migrate.mjs ${command} {{database}} ${defect}`;
  return { files: { 'migrate.mjs': MIGRATE }, target: { migrations: { up: run('up'), down: run('down'), dump: run('dump'), drop: 'rm -f {{database}}', database: 'database-{{unique}}.json' } } };
};
const planned = (plan: string): Scene => ({ files: { 'plan.txt': plan }, target: { hotQueries: { 'things of an owner': 'cat plan.txt' } } });
const FIRMS: Scene = { with: ['firms'], target: { naturalKeys: [{ create: 'firms.create', key: '/registration', value: '{{uuid}}' }] } };

export const DATA_SCENES: Readonly<Record<string, Scenes>> = {
  'data.up': { passes: migrating(), fails: migrating('twice'), silent: { as: 'not-available' } },
  'data.rollback': { passes: migrating(), fails: migrating('left'), silent: { as: 'not-available' } },
  'data.race': { passes: migrating(), fails: migrating('unlocked'), silent: { as: 'not-available' } },
  'data.index': { passes: planned('{"stage":"FETCH","inputStage":{"stage":"IXSCAN","indexName":"owner_1"}}'), fails: planned('{"stage":"COLLSCAN","direction":"forward"}'), silent: { ...planned('This is no plan.'), as: 'not-available' } },
  'data.unique': { passes: FIRMS, fails: { ...FIRMS, defects: ['unique'] }, silent: { with: ['firms'], as: 'not-available' } },
};
