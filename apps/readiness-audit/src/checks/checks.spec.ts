import { describe, expect, it, jest } from '@jest/globals';
import { outcomeIn, type Scenes } from '../specimen/scene.fixture.ts';
import { CHECKS } from './index.ts';
import { ACCESS_SCENES } from './scenes/access.fixture.ts';
import { AI_SCENES } from './scenes/ai.fixture.ts';
import { CONTRACT_SCENES } from './scenes/contract.fixture.ts';
import { DATA_SCENES } from './scenes/data.fixture.ts';
import { DELIVERY_SCENES } from './scenes/delivery.fixture.ts';
import { DOCS_SCENES } from './scenes/docs.fixture.ts';
import { ERRORS_SCENES } from './scenes/errors.fixture.ts';
import { HEALTH_SCENES } from './scenes/health.fixture.ts';
import { JOURNEYS_SCENES } from './scenes/journeys.fixture.ts';
import { LOGS_SCENES } from './scenes/logs.fixture.ts';
import { OBSERVABILITY_SCENES } from './scenes/observability.fixture.ts';
import { PAYMENTS_SCENES } from './scenes/payments.fixture.ts';
import { PERFORMANCE_SCENES } from './scenes/performance.fixture.ts';
import { RATE_SCENES } from './scenes/rate.fixture.ts';
import { VALIDATION_SCENES } from './scenes/validation.fixture.ts';
import { WEB_SCENES } from './scenes/web.fixture.ts';

const SCENES: Readonly<Record<string, Scenes>> = { ...PAYMENTS_SCENES, ...AI_SCENES, ...CONTRACT_SCENES, ...ERRORS_SCENES, ...VALIDATION_SCENES, ...ACCESS_SCENES, ...WEB_SCENES, ...RATE_SCENES, ...HEALTH_SCENES, ...LOGS_SCENES, ...OBSERVABILITY_SCENES, ...DATA_SCENES, ...PERFORMANCE_SCENES, ...DELIVERY_SCENES, ...DOCS_SCENES, ...JOURNEYS_SCENES };

/** Scenes start services and send them bodies of 32 MiB, on a machine that has other work. */
jest.setTimeout(180_000);

describe('every check', () => {
  it.each(CHECKS)('$meta.id passes, fails and keeps silent where it should', async (check) => {
    const { passes, fails, silent } = SCENES[check.meta.id] ?? {};
    if (passes === undefined || fails === undefined || silent === undefined) throw new Error(`${check.meta.id} lacks a scene.`);
    expect(await outcomeIn(check, passes)).toMatchObject({ outcome: 'pass' });
    expect(await outcomeIn(check, fails)).toMatchObject({ outcome: 'fail' });
    expect(await outcomeIn(check, silent)).toMatchObject({ outcome: silent.as });
  });

  it('has one id and one scene', () => {
    const ids = CHECKS.map(({ meta }) => meta.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(Object.keys(SCENES).sort()).toEqual([...ids].sort());
  });
});
