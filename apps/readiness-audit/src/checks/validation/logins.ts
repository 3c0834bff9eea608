import type { Lab } from '../../gather/lab.ts';
import type { Sample } from '../../gather/samples.ts';

/** Members of a login that prove who somebody is. */
const PROVES = /pass(?:word|phrase|code|wd)?$|^pwd$|^pin(?:code)?$|secret$|^otp$/i;

export const isPassword = (name: string): boolean => PROVES.test(name);

/** Whether a request logs somebody in: wrong ones are counted, and lock the account. */
export function isLogin({ operation }: Pick<Sample, 'operation'>, { target: { login } }: Pick<Lab, 'target'>): boolean {
  return (login?.method === operation.method && login.path === operation.path) || (operation.method === 'POST' && /(?:log-?in|sign-?in|sessions?|tokens?|auth(?:enticate)?)$/i.test(operation.path));
}
