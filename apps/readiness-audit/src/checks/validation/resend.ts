import type { Lab } from '../../gather/lab.ts';
import type { Sample } from '../../gather/samples.ts';
import { jsonBody, sendsJson, withFreshKey } from '../../http/requests.ts';
import { isObject } from '../../json.ts';

/** A good request of its own, made afresh, with a body that is an object as JSON. */
export interface Resent extends Sample {
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * The same operation once more, arranged afresh where the target can do so, for what can only be tried with a request that succeeds.
 * @returns undefined where there is none
 */
export async function resend(sample: Sample, lab: Lab): Promise<Resent | undefined> {
  const fresh = await lab.samples.of(sample.operation);
  const body = 'cannot' in fresh || !sendsJson(fresh.request) ? undefined : jsonBody(fresh.request);
  return 'cannot' in fresh || !isObject(body) ? undefined : { ...fresh, request: withFreshKey(fresh.request), body };
}
