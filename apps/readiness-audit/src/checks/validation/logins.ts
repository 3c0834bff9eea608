import type { Lab } from '../../gather/lab.ts';
import type { Sample } from '../../gather/samples.ts';

/** Whether a request logs somebody in: wrong ones are counted, and lock the account. */
export function isLogin({ operation }: Pick<Sample, 'operation'>, { target: { login } }: Pick<Lab, 'target'>): boolean {
  return (login?.method === operation.method && login.path === operation.path) || (operation.method === 'POST' && /(?:log-?in|sign-?in|sessions?|tokens?|auth(?:enticate)?)$/i.test(operation.path));
}
