// What people do before anything else: register, confirm their address, log in, enrol a second factor.
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Failure, step } from './journey.mjs';
import { totp } from './totp.mjs';

/** @param {string} who @returns somebody whom nobody knows yet */
export function aPerson(who) {
  return { email: `${who}-${randomBytes(6).toString('hex')}@example.org`, password: randomBytes(18).toString('base64url') };
}

/**
 * @param {import('./journey.mjs').Caller} caller
 * @param {{ email: string, password: string }} person
 * @param {'client' | 'provider'} accountType
 */
export async function becomeKnown(caller, person, accountType = 'client') {
  await step('register', 202, () => caller.call('POST', 'auth/register', { body: { ...person, name: 'Journey Tester', accountType } }), () => person.email);
  const token = await caller.linkInMail(person.email);
  await step('confirm the address', 200, () => caller.call('POST', 'auth/verify-email', { body: { token } }), () => 'with the token that came by mail');
  const { json } = await step('log in', 200, () => caller.call('POST', 'auth/login', { body: person }), ({ json: { expiresIn } }) => `an access token for ${expiresIn} s`);
  caller.token = json.accessToken;
}

/**
 * @param {import('./journey.mjs').Caller} caller
 * @param {{ password: string }} person
 * @returns {Promise<string>} the secret of the codes
 */
export async function enrolSecondFactor(caller, { password }) {
  const { json: { secret } } = await step('enrol a second factor', 200, () => caller.call('POST', 'auth/second-factor', { body: { password } }), ({ json }) => `${json.uri.split('?')[0]}, with a QR code of ${json.qrCode.length} characters of SVG`);
  return secret;
}

/** Confirms a second factor with the present code. @param {import('./journey.mjs').Caller} caller @param {string} secret @returns {Promise<string>} the code */
export async function confirmSecondFactor(caller, secret) {
  const code = totp(secret);
  await step('confirm it with a code', 200, () => caller.call('POST', 'auth/second-factor/confirm', { body: { code } }), ({ json }) => `${json.recoveryCodes.length} recovery codes, shown once`);
  return code;
}

/** Steps up behind `confirmSecondFactor`. The next code is taken one time step early: a clock may be ahead by that much. @param {import('./journey.mjs').Caller} caller @param {string} secret */
export function stepUp(caller, secret) {
  return step('step up with the next code', 200, () => caller.call('POST', 'auth/step-up', { body: { code: totp(secret, 1) } }), ({ json }) => `until ${json.steppedUpUntil}`);
}

/** As given, or as `npm start` keeps it in the folder in which it was run. @param {string | undefined} told */
export function demoPassword(told) {
  const given = told ?? process.env.DEMO_PASSWORD;
  if (given) return given;
  const file = '.data/secrets.env';
  const kept = existsSync(file) ? /^DEMO_PASSWORD=(.+)$/m.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  if (kept === undefined) throw new Failure('The password of the demo people is not known: give it with --password, as npm start prints it.');
  return kept;
}
