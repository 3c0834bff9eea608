import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Principal, sessionOf, STEP_UP_SECONDS } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { type Database, EVERYTHING } from '@plumbline/database';
import type { Problem } from '@plumbline/problems';
import { generateSync } from 'otplib';
import { eventually } from '../../../../test/fixtures/eventually.js';
import { SECOND_FACTOR_LIMIT, TIME_STEP_SECONDS } from '../domain/second-factor.js';
import { type IdentityWorld, openTwoProcesses, PASSWORD } from '../identity-world.fixture.js';
import type { SecondFactorAwaited } from './log-in.js';
import type { OwnSession } from './mark-stepped-up.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const refused = code('SECOND_FACTOR_REFUSED');
const throttled = expect.objectContaining({ type: expect.objectContaining({ code: 'SECOND_FACTOR_THROTTLED', status: 429 }), retryAfterSeconds: expect.any(Number) });
const WRONG_RECOVERY_CODE = '0000-0000-0000-0000';

/** Stands in the middle of a time step until a test moves it. */
class StandingClock extends Clock {
  ms = Math.floor(Date.now() / 30_000) * 30_000 + 15_000;

  override now(): Date {
    return new Date(this.ms);
  }
}

interface Enrolled {
  readonly email: string;
  readonly session: OwnSession;
  readonly token: string;
  readonly secret: string;
  readonly recoveryCodes: readonly string[];
}

let database: Database;
let world: IdentityWorld;
let elsewhere: IdentityWorld;
let close: () => Promise<void>;
let people = 0;
const clock = new StandingClock();

beforeAll(async () => {
  ({ database, world, elsewhere, close } = await openTwoProcesses(clock));
});

afterAll(() => close());

/** The code of the present time step, or of one so many steps away. */
const codeOf = (secret: string, stepsAway = 0) => generateSync({ secret, epoch: clock.ms / 1000 + stepsAway * TIME_STEP_SECONDS });
const nextStep = () => {
  clock.ms += TIME_STEP_SECONDS * 1000;
};
const stored = (userId: string) => database.db.collection<{ _id: string } & Record<string, unknown>>('second_factors').findOne({ _id: userId });
const rejections = (outcomes: readonly PromiseSettledResult<unknown>[]) => outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [(outcome.reason as Problem).type.code] : []));

/** Somebody who is logged in, without a second factor. */
async function somebody(): Promise<{ readonly email: string; readonly session: OwnSession; readonly token: string }> {
  const email = `person${(people += 1)}@example.org`;
  await world.join(email);
  const { tokens } = await world.logIn(email);
  return { email, session: sessionOf(await world.authenticator.authenticate(tokens.access.token)), token: tokens.access.token };
}

/** Somebody with a second factor; the code of the present step is free again. */
async function enrolled(): Promise<Enrolled> {
  const person = await somebody();
  const { secret } = await world.enrolSecondFactor.execute(person.session.userId, PASSWORD);
  const recoveryCodes = await world.confirmSecondFactor.execute(person.session, codeOf(secret));
  nextStep();
  return { ...person, secret, recoveryCodes };
}

const stepUp = ({ session }: { readonly session: OwnSession }, shown: string) => world.stepUp.execute(session, { method: 'totp', code: shown });
const recover = ({ session }: Enrolled, shown: string) => world.stepUp.execute(session, { method: 'recovery-code', code: shown });
const ticketOf = async (email: string) => ((await world.showPassword(email)) as SecondFactorAwaited).ticket;
const complete = (ticket: string, shown: string) => world.completeLogIn.execute({ ticket, proof: { method: 'totp', code: shown }, client: 'Firefox on Linux, 203.0.113.x' });
const steppedUpAt = async (token: string, process = world) => ((await process.authenticator.authenticate(token)) as Principal & { credential: { steppedUpAt?: number } }).credential.steppedUpAt;

describe('an enrolment', () => {
  it('needs the password again, which cannot be guessed there', async () => {
    const { session } = await somebody();
    const enrol = (password: string) => world.enrolSecondFactor.execute(session.userId, password);
    for (let guess = 0; guess < 5; guess += 1) await expect(enrol('a wrong guess')).rejects.toEqual(code('PASSWORD_REFUSED'));
    await expect(enrol(PASSWORD)).rejects.toEqual(code('LOGIN_THROTTLED'));
    expect(await stored(session.userId)).toBeNull();
  });

  it('protects nothing before its first code, and is replaced by the next', async () => {
    const { email, session } = await somebody();
    const first = await world.enrolSecondFactor.execute(session.userId, PASSWORD);
    clock.ms += 1;
    const second = await world.enrolSecondFactor.execute(session.userId, PASSWORD);
    expect(await world.getSecondFactor.execute(session.userId)).toMatchObject({ state: 'pending', recoveryCodesLeft: 0 });
    expect(await world.logIn(email)).toMatchObject({ account: { email } });
    await expect(stepUp({ session }, codeOf(second.secret))).rejects.toEqual(code('SECOND_FACTOR_MISSING'));
    await expect(world.confirmSecondFactor.execute(session, codeOf(first.secret))).rejects.toEqual(refused);
    expect(await world.confirmSecondFactor.execute(session, codeOf(second.secret))).toHaveLength(10);
  });

  it('is confirmed by a first code, gives ten recovery codes, and steps the session up', async () => {
    const { session, token } = await somebody();
    const { secret, uri, qrCode } = await world.enrolSecondFactor.execute(session.userId, PASSWORD);
    expect(uri).toContain(secret);
    expect(qrCode).toMatch(/^<svg /);
    expect(await steppedUpAt(token)).toBeUndefined();
    const recoveryCodes = await world.confirmSecondFactor.execute(session, codeOf(secret));
    expect(await world.getSecondFactor.execute(session.userId)).toEqual({ state: 'active', enrolledAt: clock.now(), recoveryCodesLeft: 10 });
    expect(await steppedUpAt(token)).toBe(clock.ms);
    const raw = JSON.stringify(await stored(session.userId));
    for (const hidden of [secret, ...recoveryCodes, ...recoveryCodes.map((one) => one.replaceAll('-', ''))]) expect(raw).not.toContain(hidden);
    expect((await stored(session.userId))?.['outbox']).toMatchObject([{ type: 'second-factor.enrolled', data: { userId: session.userId } }]);
  });

  it('waits fifteen minutes for its first code', async () => {
    const { session } = await somebody();
    const { secret } = await world.enrolSecondFactor.execute(session.userId, PASSWORD);
    clock.ms += 15 * 60_000;
    await expect(world.confirmSecondFactor.execute(session, codeOf(secret))).rejects.toEqual(code('STATE_CONFLICT'));
    expect(await world.getSecondFactor.execute(session.userId)).toMatchObject({ state: 'off' });
  });

  it('is confirmed once, and not begun while one is active', async () => {
    const { session } = await somebody();
    const { secret } = await world.enrolSecondFactor.execute(session.userId, PASSWORD);
    const outcomes = await Promise.allSettled(Array.from({ length: 3 }, () => world.confirmSecondFactor.execute(session, codeOf(secret))));
    expect(rejections(outcomes)).toEqual(['STATE_CONFLICT', 'STATE_CONFLICT']);
    await expect(world.enrolSecondFactor.execute(session.userId, PASSWORD)).rejects.toEqual(code('STATE_CONFLICT'));
  });

  it('cannot be finished by guessing', async () => {
    const { session } = await somebody();
    const { secret } = await world.enrolSecondFactor.execute(session.userId, PASSWORD);
    for (let guess = 0; guess < SECOND_FACTOR_LIMIT.quota; guess += 1) await expect(world.confirmSecondFactor.execute(session, codeOf(secret, 5))).rejects.toEqual(refused);
    await expect(world.confirmSecondFactor.execute(session, codeOf(secret))).rejects.toEqual(throttled);
  });
});

describe('a code', () => {
  it('is taken once: not again, not by another door, and none before it', async () => {
    const person = await enrolled();
    const ticket = await ticketOf(person.email);
    await stepUp(person, codeOf(person.secret));
    await expect(stepUp(person, codeOf(person.secret))).rejects.toEqual(refused);
    await expect(complete(ticket, codeOf(person.secret))).rejects.toEqual(refused);
    await expect(stepUp(person, codeOf(person.secret, -1))).rejects.toEqual(refused);
    nextStep();
    expect(await complete(ticket, codeOf(person.secret))).toMatchObject({ account: { email: person.email } });
  });

  it('of the enrolment is no second one', async () => {
    const { session } = await somebody();
    const { secret } = await world.enrolSecondFactor.execute(session.userId, PASSWORD);
    await world.confirmSecondFactor.execute(session, codeOf(secret));
    await expect(stepUp({ session }, codeOf(secret))).rejects.toEqual(refused);
  });

  it.each([
    [-2, false],
    [-1, true],
    [1, true],
    [2, false],
  ])('of a clock that is %i steps away is taken: %s', async (stepsAway, taken) => {
    const person = await enrolled();
    nextStep();
    const shown = stepUp(person, codeOf(person.secret, stepsAway));
    await (taken ? expect(shown).resolves.toBeInstanceOf(Date) : expect(shown).rejects.toEqual(refused));
  });

  it('that four requests bring at once, through two processes, is taken once', async () => {
    const person = await enrolled();
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, (_, at) => (at % 2 === 0 ? world : elsewhere).stepUp.execute(person.session, { method: 'totp', code: codeOf(person.secret) })));
    expect(rejections(outcomes)).toEqual(Array(3).fill('SECOND_FACTOR_REFUSED'));
  });

  it('of another person is none', async () => {
    const [mine, theirs] = [await enrolled(), await enrolled()];
    await expect(stepUp(mine, codeOf(theirs.secret))).rejects.toEqual(refused);
    await expect(recover(mine, theirs.recoveryCodes[0] as string)).rejects.toEqual(refused);
  });
});

describe('a recovery code', () => {
  it('is taken once, in whatever case it is typed, and leaves an event', async () => {
    const person = await enrolled();
    const shown = person.recoveryCodes[3] as string;
    await recover(person, shown.toLowerCase().replaceAll('-', ' '));
    await expect(recover(person, shown)).rejects.toEqual(refused);
    expect(await world.getSecondFactor.execute(person.session.userId)).toMatchObject({ recoveryCodesLeft: 9 });
    expect((await stored(person.session.userId))?.['outbox']).toMatchObject([{}, { type: 'second-factor.recovery-code-used' }]);
    await recover(person, person.recoveryCodes[4] as string);
  });

  it('that four requests bring at once, through two processes, is taken once', async () => {
    const person = await enrolled();
    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, (_, at) => (at % 2 === 0 ? world : elsewhere).stepUp.execute(person.session, { method: 'recovery-code', code: person.recoveryCodes[0] as string })));
    expect(rejections(outcomes)).toEqual(Array(3).fill('SECOND_FACTOR_REFUSED'));
    expect(await world.getSecondFactor.execute(person.session.userId)).toMatchObject({ recoveryCodesLeft: 9 });
  });

  it('is worth nothing once others were given out', async () => {
    const person = await enrolled();
    const [fresh] = await world.renewRecoveryCodes.execute(person.session.userId);
    await expect(recover(person, person.recoveryCodes[0] as string)).rejects.toEqual(refused);
    await recover(person, fresh as string);
  });

  it('opens a login like a code', async () => {
    const person = await enrolled();
    const proof = { method: 'recovery-code', code: person.recoveryCodes[0] as string } as const;
    expect(await world.completeLogIn.execute({ ticket: await ticketOf(person.email), proof, client: 'a client' })).toMatchObject({ account: { email: person.email } });
  });
});

describe('guessing', () => {
  it('gets five looks in fifteen minutes, whichever door is tried; then right codes wait, too', async () => {
    const person = await enrolled();
    const ticket = await ticketOf(person.email);
    await expect(stepUp(person, codeOf(person.secret, 5))).rejects.toEqual(refused);
    await expect(recover(person, WRONG_RECOVERY_CODE)).rejects.toEqual(refused);
    for (let guess = 0; guess < 3; guess += 1) await expect(complete(ticket, codeOf(person.secret, 5))).rejects.toEqual(refused);
    for (const attempt of [() => stepUp(person, codeOf(person.secret)), () => recover(person, person.recoveryCodes[0] as string), () => complete(ticket, codeOf(person.secret))]) await expect(attempt()).rejects.toEqual(throttled);
    const { retryAfterSeconds } = (await stepUp(person, codeOf(person.secret)).catch((error: unknown) => error)) as { retryAfterSeconds: number };
    clock.ms += (retryAfterSeconds - 1) * 1000;
    await expect(stepUp(person, codeOf(person.secret))).rejects.toEqual(throttled);
    clock.ms += 1_000;
    await expect(stepUp(person, codeOf(person.secret))).resolves.toBeInstanceOf(Date);
  });

  it('a hundred times at once is five looks', async () => {
    const person = await enrolled();
    const outcomes = await Promise.allSettled(Array.from({ length: 100 }, () => stepUp(person, codeOf(person.secret, 5))));
    expect(rejections(outcomes).filter((one) => one === 'SECOND_FACTOR_REFUSED')).toHaveLength(SECOND_FACTOR_LIMIT.quota);
    expect(rejections(outcomes).filter((one) => one === 'SECOND_FACTOR_THROTTLED')).toHaveLength(100 - SECOND_FACTOR_LIMIT.quota);
  });

  it('is forgiven by a right code', async () => {
    const person = await enrolled();
    for (let round = 0; round < 3; round += 1) {
      for (let guess = 0; guess < SECOND_FACTOR_LIMIT.quota - 1; guess += 1) await expect(stepUp(person, codeOf(person.secret, 5))).rejects.toEqual(refused);
      await stepUp(person, codeOf(person.secret));
      nextStep();
    }
  });

  it('at somebody else\'s account locks nobody out of their own', async () => {
    const [victim, person] = [await enrolled(), await enrolled()];
    await Promise.allSettled(Array.from({ length: 10 }, () => stepUp(victim, codeOf(victim.secret, 5))));
    await expect(stepUp(person, codeOf(person.secret))).resolves.toBeInstanceOf(Date);
  });
});

describe('a login with a second factor', () => {
  it('gives a ticket and no token, and the tokens for ticket and code', async () => {
    const { email, secret, session } = await enrolled();
    const asked = await world.showPassword(email);
    expect(asked).toEqual({ ticket: expect.stringMatching(/^[\w-]{43}$/), expiresIn: 300 });
    const { tokens, device, account } = await complete((asked as SecondFactorAwaited).ticket, codeOf(secret));
    const principal = await world.authenticator.authenticate(tokens.access.token);
    expect(principal).toMatchObject({ userId: session.userId, credential: { kind: 'session', steppedUpAt: clock.ms } });
    expect(account.email).toBe(email);
    expect(await world.showPassword(email, { device })).toHaveProperty('ticket');
  });

  it('asks only who knows the password', async () => {
    const { email } = await enrolled();
    await expect(world.showPassword(email, { password: 'a wrong guess' })).rejects.toEqual(code('INVALID_CREDENTIALS'));
  });

  it('takes a ticket once, also when two good codes come with it at the same time', async () => {
    const { email, secret } = await enrolled();
    const ticket = await ticketOf(email);
    const outcomes = await Promise.allSettled([complete(ticket, codeOf(secret)), complete(ticket, codeOf(secret, 1))]);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    nextStep();
    nextStep();
    await expect(complete(ticket, codeOf(secret))).rejects.toEqual(code('LOGIN_EXPIRED'));
  });

  it('takes a ticket for five minutes, and no invented one', async () => {
    const { email, secret } = await enrolled();
    const ticket = await ticketOf(email);
    clock.ms += 299_999;
    await expect(complete(ticket, codeOf(secret, 5))).rejects.toEqual(refused);
    clock.ms += 1;
    await expect(complete(ticket, codeOf(secret))).rejects.toEqual(code('LOGIN_EXPIRED'));
    await expect(complete('A'.repeat(43), codeOf(secret))).rejects.toEqual(code('LOGIN_EXPIRED'));
  });

  it('begins again when the password was changed meanwhile', async () => {
    const { email, secret, session } = await enrolled();
    const ticket = await ticketOf(email);
    await world.users.update(EVERYTHING, session.userId, { set: { passwordHash: await world.hasher.hash('another password, quite long') } }, []);
    await expect(complete(ticket, codeOf(secret))).rejects.toEqual(code('LOGIN_EXPIRED'));
  });

  it('ends at a suspension, and where the factor was given up', async () => {
    const [suspended, careless] = [await enrolled(), await enrolled()];
    const tickets = [await ticketOf(suspended.email), await ticketOf(careless.email)] as const;
    await world.suspend.execute('an-admin', suspended.session.userId);
    await world.disableSecondFactor.execute(careless.session);
    await expect(complete(tickets[0], codeOf(suspended.secret))).rejects.toEqual(code('ACCOUNT_SUSPENDED'));
    await expect(complete(tickets[1], codeOf(careless.secret))).rejects.toEqual(code('SECOND_FACTOR_MISSING'));
  });

  it('stores a hash of the ticket alone', async () => {
    const { email } = await enrolled();
    const ticket = await ticketOf(email);
    expect(JSON.stringify(await database.db.collection('login_tickets').find().toArray())).not.toContain(ticket);
  });
});

describe('a step-up', () => {
  it('counts for this session alone, in every process at once, and is told by an event', async () => {
    const person = await enrolled();
    const { tokens } = await complete(await ticketOf(person.email), codeOf(person.secret));
    clock.ms += STEP_UP_SECONDS * 1000;
    await Promise.all([steppedUpAt(person.token), steppedUpAt(person.token, elsewhere)]);
    expect(await stepUp(person, codeOf(person.secret))).toEqual(new Date(clock.ms + STEP_UP_SECONDS * 1000));
    expect(await steppedUpAt(person.token)).toBe(clock.ms);
    await eventually(async () => expect(await steppedUpAt(person.token, elsewhere)).toBe(clock.ms));
    expect(await steppedUpAt(tokens.access.token)).toBe(clock.ms - STEP_UP_SECONDS * 1000);
    const session = await database.db.collection<{ _id: string; outbox?: object[] }>('sessions').findOne({ _id: person.session.sessionId });
    expect(session?.outbox?.at(-1)).toMatchObject({ type: 'session.stepped-up', data: { method: 'totp' } });
  });

  it('of a session that ended is refused', async () => {
    const person = await enrolled();
    await world.endSessions.all(person.session.userId, 'logout-everywhere');
    await expect(stepUp(person, codeOf(person.secret))).rejects.toEqual(code('STATE_CONFLICT'));
  });
});

describe('giving it up', () => {
  it('removes secret and recovery codes, ends every step-up, and lets the password log in alone', async () => {
    const person = await enrolled();
    expect(await steppedUpAt(person.token)).toBeDefined();
    await world.disableSecondFactor.execute(person.session);
    expect(await steppedUpAt(person.token)).toBeUndefined();
    const raw = await stored(person.session.userId);
    expect(raw).toMatchObject({ state: 'off', recoveryCodes: {}, outbox: [{}, { type: 'second-factor.disabled' }] });
    expect(raw).not.toHaveProperty('secret');
    expect(await world.logIn(person.email)).toMatchObject({ account: { email: person.email } });
    await expect(world.disableSecondFactor.execute(person.session)).rejects.toEqual(code('STATE_CONFLICT'));
  });

  it('can be followed by another enrolment, whose secret is another', async () => {
    const person = await enrolled();
    await world.disableSecondFactor.execute(person.session);
    const { secret } = await world.enrolSecondFactor.execute(person.session.userId, PASSWORD);
    await world.confirmSecondFactor.execute(person.session, codeOf(secret));
    nextStep();
    await expect(stepUp(person, codeOf(person.secret))).rejects.toEqual(refused);
    await expect(stepUp(person, codeOf(secret))).resolves.toBeInstanceOf(Date);
  });
});
