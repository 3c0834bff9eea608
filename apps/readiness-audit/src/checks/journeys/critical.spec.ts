import { describe, expect, it } from '@jest/globals';
import { outcomeIn } from '../../specimen/scene.fixture.ts';
import { critical } from './critical.ts';

describe('journeys.critical', () => {
  it('walks journeys that name paths where there is no document', async () => {
    const journeys = [{ name: 'somebody looks', steps: [{ method: 'GET', path: '/me', as: 'client' }] }];
    expect(await outcomeIn(critical, { target: { openapi: '/nowhere.json', journeys } })).toMatchObject({ outcome: 'pass', population: { count: 1 } });
  });

  it('names the step that fails', async () => {
    const journeys = [{ name: 'somebody looks', steps: [{ method: 'GET', path: '/me', as: 'client' }, { method: 'GET', path: '/gone', as: 'client' }, { method: 'GET', path: '/me' }] }];
    expect(await outcomeIn(critical, { target: { journeys } })).toMatchObject({ outcome: 'fail', findings: [{ subject: 'somebody looks', problem: 'step 2 of 3, GET /gone: it answered 404 in place of 2xx' }] });
  });
});
