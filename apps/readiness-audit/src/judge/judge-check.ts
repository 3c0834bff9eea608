import type { ArtifactName, Artifacts, Gathered } from '../artifacts/artifacts.ts';
import { Inapplicable, Unavailable } from '../gather/unavailable.ts';
import type { AnyCheck } from './check.ts';
import type { Outcome } from './outcome.ts';

/** All that was gathered, and what each check kept for itself. */
export interface Evidenced {
  readonly artifacts: Readonly<Partial<{ [N in ArtifactName]: Gathered<Artifacts[N]> }>>;
  readonly own: Readonly<Record<string, Gathered<unknown>>>;
}

/**
 * The outcome of a check. A pass that looked at nothing or shows nothing, and a failure that names nothing, are errors of the check.
 * @param own of the check; undefined for one that keeps nothing
 */
export function judgeCheck(check: AnyCheck, { artifacts, own }: Evidenced): Outcome {
  const known: Record<string, unknown> = {};
  for (const name of check.needs) {
    const gathered = artifacts[name];
    if (gathered === undefined) return { outcome: 'not-available', reason: `${name} was not gathered.` };
    if ('reason' in gathered) return { outcome: gathered.outcome === 'error' ? 'error' : 'not-available', reason: gathered.reason };
    known[name] = gathered.value;
  }
  const kept = own[check.meta.id];
  if (kept !== undefined && 'reason' in kept) return kept;
  try {
    return held(check.judge(known as unknown as Artifacts, kept?.value as never));
  } catch (error) {
    if (error instanceof Inapplicable) return { outcome: 'not-applicable', reason: error.message };
    if (error instanceof Unavailable) return { outcome: 'not-available', reason: error.message };
    return { outcome: 'error', reason: `The check broke: ${(error as Error).message}` };
  }
}

function held(outcome: Outcome): Outcome {
  if (outcome.outcome === 'pass' && outcome.population.count <= 0) return { outcome: 'error', reason: `It passed over no ${outcome.population.of}.` };
  if (outcome.outcome === 'pass' && outcome.evidence.length === 0) return { outcome: 'error', reason: 'It passed without evidence.' };
  if (outcome.outcome === 'fail' && outcome.findings.length === 0) return { outcome: 'error', reason: 'It failed without a finding.' };
  if ((outcome.outcome === 'not-applicable' || outcome.outcome === 'not-available') && outcome.reason === '') return { outcome: 'error', reason: `It said ${outcome.outcome} without a reason.` };
  return outcome;
}
