import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DEMO_BUSINESS_ID } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { Clock } from '@plumbline/config';
import { Database } from '@plumbline/database';
import { Mailer } from '@plumbline/mail';
import { profiled } from '../../../test/fixtures/firms.js';
import { type CertificatesWorld, openCertificates } from './certificates-world.fixture.js';
import { parseNumber } from './domain/certificate-number.js';
import { IssueOnVerification } from './jobs/issue-on-verification.js';
import { TellFirm } from './jobs/tell-firm.js';
import { CheckCertificate } from './use-cases/check-certificate.js';
import { CertificatesRepository } from './data/certificates.repository.js';
import { FollowExpiry } from './use-cases/follow-expiry.js';
import { GetCertificate } from './use-cases/get-certificate.js';
import { ListCertificates } from './use-cases/list-certificates.js';
import { RevokeCertificate } from './use-cases/revoke-certificate.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });
const DAY_MS = 86_400_000;
const NEVER = new AbortController().signal;
const daysAgo = (days: number): Date => new Date(Date.now() - days * DAY_MS);

let world: CertificatesWorld;
let owner: Principal;
let stranger: Principal;
let admin: Principal;

interface SentMail { readonly id: string; readonly to: string; readonly subject: string; readonly text: string }
const mails: SentMail[] = [];

beforeAll(async () => {
  world = await openCertificates();
  owner = world.firms.as('client');
  stranger = world.firms.as('agency');
  admin = world.firms.as('admin');
  const mailer = world.firms.get(Mailer);
  // Recorded as it is handed in; what becomes of it is libs/mail's.
  mailer.queue = async ({ id, to, subject, paragraphs, action }) => {
    if (!mails.some((mail) => mail.id === id)) mails.push({ id, to, subject, text: [...paragraphs, action?.url ?? ''].join('\n') });
  };
}, 60_000);
afterAll(() => world.firms.drop());

beforeEach(async () => {
  await world.firms.database.db.collection('certificates').deleteMany({});
  mails.length = 0;
});

const handle = (...args: Parameters<CertificatesWorld['verification']>) => world.firms.get(IssueOnVerification).handle(world.verification(...args));
const revoke = (id: string, reason = 'The policy that was shown had lapsed.') => world.firms.get(RevokeCertificate).execute(admin, id, reason);
const list = (who = owner, query: Partial<Parameters<ListCertificates['execute']>[1]> = {}) => world.firms.get(ListCertificates).execute(who, { limit: 20, ...query });
const claimsOf = (jws: string): Record<string, unknown> => JSON.parse(Buffer.from(jws.split('.')[1]!, 'base64url').toString('utf8')) as Record<string, unknown>;

describe('a verified assessment', () => {
  it('earns a signed certificate of what was verified then, for twelve months', async () => {
    const at = new Date('2026-03-14T09:26:53.589Z');
    const { _id, number, jws, outbox, ...stored } = await world.issue(at);
    expect(parseNumber(number)).toBe(number);
    expect(stored).toMatchObject({ v: 1, state: 'valid', businessId: DEMO_BUSINESS_ID, businessName: 'Harbor & Pine Millwork LLC', catalogueVersion: 1, verifiedFloor: 83, issuedAt: at, expiresAt: new Date('2027-03-14T09:26:53.589Z'), keyId: 'c1' });
    expect(claimsOf(jws)).toEqual({
      iss: 'http://localhost:3000', sub: DEMO_BUSINESS_ID, jti: _id, iat: 1_773_480_413, nbf: 1_773_480_413, exp: 1_805_016_413,
      number, name: 'Harbor & Pine Millwork LLC', catalogueVersion: 1, verifiedFloor: 83, check: `http://localhost:3000/certificates/${number}`,
    });
    expect(outbox).toMatchObject([{ seq: 1, type: 'certificate.issued', actor: 'system', data: { businessId: DEMO_BUSINESS_ID, assessmentId: stored['assessmentId'] } }]);
  });

  it('earns a certificate that ends when the verification does', async () => {
    const expiresAt = new Date('2027-03-01T00:00:00Z');
    await handle({ at: new Date('2026-03-14T09:26:53.589Z'), data: { expiresAt } });
    const [issued] = await world.all();
    expect(issued).toMatchObject({ expiresAt });
    expect(claimsOf(issued!.jws)).toMatchObject({ exp: expiresAt.getTime() / 1_000 });
  });

  it('earns one certificate, however often and by however many it is told', async () => {
    const event = world.verification();
    await Promise.all(Array.from({ length: 20 }, () => world.firms.get(IssueOnVerification).handle(event)));
    await world.firms.get(IssueOnVerification).handle(event);
    expect(await world.all()).toMatchObject([{ v: 1, state: 'valid' }]);
  });

  it.each([
    ['short of 70 %', { verifiedFloor: 0.6999 }, ['At least 70 % of the catalogue must be verified; your assessment comes to 69 %.']],
    ['with a critical statement failed', { criticalFailed: 1 }, ['One critical statement is not met; none may be missing.']],
    ['with neither', { verifiedFloor: 0.5, criticalFailed: 3, eligible: false }, ['your assessment comes to 50 %.', '3 critical statements are not met']],
  ])('%s earns none, and the firm is told what is missing', async (_what, data, sentences) => {
    const event = world.verification({ data });
    await world.firms.get(IssueOnVerification).handle(event);
    await world.firms.get(TellFirm).handle(event);
    expect(await world.all()).toEqual([]);
    expect(mails).toEqual([{ id: `${event.id}:owner`, to: world.firms.person('client').email, subject: 'Your assessment is verified, without a certificate', text: expect.any(String) }]);
    for (const sentence of sentences) expect(mails[0]?.text).toContain(sentence);
  });

  it('earns none under a name that the firm took since', async () => {
    const businesses = world.firms.database.db.collection<{ _id: string }>('businesses');
    await businesses.updateOne({ _id: DEMO_BUSINESS_ID }, { $set: { renamedAt: new Date() } });
    const past = world.verification({ at: new Date(Date.now() - 1_000) });
    await expect(world.firms.get(IssueOnVerification).handle(past)).rejects.toMatchObject({ type: { code: 'STATE_CONFLICT' } });
    expect(await world.all()).toEqual([]);
    await businesses.updateOne({ _id: DEMO_BUSINESS_ID }, { $unset: { renamedAt: '' } });
    await world.firms.get(IssueOnVerification).handle(past);
    expect(await world.all()).toHaveLength(1);
  });

  it('is given up at once when its event lacks a figure', async () => {
    const event = world.verification();
    await expect(world.firms.get(IssueOnVerification).handle({ ...event, data: { ...event.data, verifiedFloor: null } })).rejects.toMatchObject({ name: 'Hopeless', message: 'The event assessment.verified has no `verifiedFloor` that is a number.' });
  });

  it('is told once of its certificate, to who owns the firm', async () => {
    const { number } = await world.issue();
    await world.tellAll();
    await world.tellAll();
    expect(mails).toMatchObject([{ to: world.firms.person('client').email, subject: `Your certificate ${number}` }]);
    expect(mails[0]?.text).toContain(`http://localhost:3000/certificates/${number}`);
  });
});

describe('a newer certificate', () => {
  it('takes the place of the older one, which says so', async () => {
    const older = await world.issue(daysAgo(300));
    const newer = await world.issue(daysAgo(1));
    expect(await world.raw(older._id)).toMatchObject({ state: 'superseded', supersededBy: newer.number, v: 2, outbox: [{ type: 'certificate.issued' }, { type: 'certificate.superseded', data: { businessId: DEMO_BUSINESS_ID } }] });
    expect(await world.raw(newer._id)).toMatchObject({ state: 'valid', v: 1 });
  });

  it('stays the one that counts when the older verification is told last', async () => {
    const newer = await world.issue(daysAgo(1));
    const older = await world.issue(daysAgo(2));
    expect(older).toMatchObject({ state: 'superseded', supersededBy: newer.number });
    await world.tellAll();
    expect(mails.map(({ subject }) => subject)).toEqual([`Your certificate ${newer.number}`]);
  });

  it('is the only valid one when five are told at the same moment', async () => {
    await Promise.all([1, 2, 3, 4, 5].map((days) => handle({ at: daysAgo(days) })));
    expect((await world.all()).map(({ state }) => state)).toEqual(['superseded', 'superseded', 'superseded', 'superseded', 'valid']);
  });
});

describe('the firm', () => {
  it('sees its certificates, newest first, page by page; nobody else does', async () => {
    const [first, second] = [await world.issue(daysAgo(9)), await world.issue(daysAgo(1))];
    const page = await list(owner, { limit: 1 });
    expect(page.items).toMatchObject([{ id: second._id, status: 'valid', jws: second.jws, revokedAt: null, supersededBy: null }]);
    expect((await list(owner, { limit: 1, cursor: page.nextCursor! })).items).toMatchObject([{ id: first._id, status: 'superseded', supersededBy: second.number }]);
    expect((await list(stranger)).items).toEqual([]);
    await expect(list(stranger, { businessId: DEMO_BUSINESS_ID })).rejects.toEqual(code('NOT_FOUND'));
    await expect(world.firms.get(GetCertificate).execute(stranger, first._id)).rejects.toEqual(code('NOT_FOUND'));
    expect(await world.firms.get(GetCertificate).execute(owner, first._id)).toMatchObject({ id: first._id, number: first.number });
  });

  it('is told why a certificate was revoked; the database does not tell', async () => {
    const { _id, number } = await world.issue();
    const reason = 'Maria Lopez showed a policy that had lapsed.';
    const { certificate, version } = await revoke(_id, reason);
    expect([certificate, version]).toMatchObject([{ status: 'revoked', revocationReason: reason }, 2]);
    const stored = await world.raw(_id);
    expect(stored).toMatchObject({ state: 'revoked', revokedBy: admin.userId, outbox: [{}, { type: 'certificate.revoked', data: { businessId: DEMO_BUSINESS_ID } }] });
    for (const plain of ['Maria', Buffer.from(reason).toString('base64').slice(0, 24), Buffer.from(reason).toString('hex')]) expect(JSON.stringify(stored)).not.toContain(plain);
    await world.tellAll();
    expect(mails.map(({ subject }) => subject)).toEqual([`Certificate ${number} was revoked`]);
    expect(mails[0]?.text).toContain(reason);
  });
});

describe('revocation', () => {
  it('is done once, for good, also of what was superseded or has expired', async () => {
    const superseded = await world.issue(daysAgo(9));
    const { _id } = await world.issue();
    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => revoke(_id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('STATE_CONFLICT'));
    await expect(revoke(superseded._id)).resolves.toMatchObject({ certificate: { status: 'revoked', supersededBy: expect.any(String) } });
    await expect(revoke('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90')).rejects.toEqual(code('NOT_FOUND'));
  });

  it('is not undone by a verification that is told again', async () => {
    const event = world.verification();
    await world.firms.get(IssueOnVerification).handle(event);
    const [issued] = await world.all();
    await revoke(issued!._id);
    await world.firms.get(IssueOnVerification).handle(event);
    expect(await world.all()).toMatchObject([{ state: 'revoked' }]);
  });
});

describe('the end of a certificate', () => {
  class SetClock extends Clock {
    constructor(private readonly at: Date) {
      super();
    }
    override now(): Date {
      return this.at;
    }
  }
  /** Looks after the certificates as the hourly job does, at another time. */
  const followAt = (at: Date) => new FollowExpiry(world.firms.get(CertificatesRepository), new SetClock(at)).execute(NEVER);
  const subjects = async (): Promise<string[]> => {
    await world.tellAll();
    return mails.map(({ subject }) => subject.replace(/PLB-\S+/, 'N'));
  };

  it('is announced 60, 30 and 7 days before, and told when it comes, each once, however often it is looked at', async () => {
    const { _id, expiresAt } = await world.issue(new Date('2026-03-14T09:00:00Z'));
    const before = (days: number): Date => new Date(expiresAt.getTime() - days * DAY_MS);
    const said: number[] = [];
    for (const days of [90, 61, 60, 59, 31, 30, 29, 8, 7, 6, 1]) {
      await followAt(before(days));
      await followAt(before(days));
      said.push((await world.raw(_id)).outbox.filter(({ type }) => type === 'certificate.expiry_near').length);
    }
    expect(said).toEqual([0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3]);
    expect((await world.raw(_id)).state).toBe('valid');
    // The mails are written while it is still valid.
    expect(await subjects()).toEqual(['Your certificate N', ...new Array<string>(3).fill('Certificate N ends on 14 March 2027')]);
    await Promise.all([followAt(expiresAt), followAt(expiresAt)]);
    await followAt(before(-30));
    const { state, outbox } = await world.raw(_id);
    expect(state).toBe('expired');
    expect(outbox.map(({ type, data }) => (typeof data['days'] === 'number' ? `${type} ${data['days']}` : type))).toEqual(['certificate.issued', 'certificate.expiry_near 60', 'certificate.expiry_near 30', 'certificate.expiry_near 7', 'certificate.expired']);
    expect((await subjects()).slice(4)).toEqual(['Certificate N has expired']);
  });

  it('is announced once when nobody looked for a month', async () => {
    const { _id, expiresAt } = await world.issue(new Date('2026-03-14T09:00:00Z'));
    await followAt(new Date(expiresAt.getTime() - 5 * DAY_MS));
    expect((await world.raw(_id)).outbox).toMatchObject([{}, { type: 'certificate.expiry_near', data: { days: 7 } }]);
  });

  it('is not announced of what is revoked or superseded', async () => {
    const older = await world.issue(daysAgo(360));
    const newer = await world.issue(daysAgo(359));
    await revoke(newer._id);
    await followAt(new Date());
    await followAt(new Date(Date.now() + 30 * DAY_MS));
    for (const { _id } of [older, newer]) expect((await world.raw(_id)).outbox).toHaveLength(2);
  });

  it('is found for more certificates than one batch holds', async () => {
    const sample = await world.issue(daysAgo(400));
    const copies = Array.from({ length: 450 }, (_, n) => ({ ...sample, _id: `copy-${n}`, number: `n-${n}`, assessmentId: `a-${n}`, outbox: [] }));
    await world.firms.database.db.collection<{ _id: string }>('certificates').insertMany(copies);
    await followAt(new Date());
    expect((await world.all()).filter(({ state }) => state === 'expired')).toHaveLength(451);
  }, 30_000);
});

it('every question is answered by an index', async () => {
  const { _id: _first, ...sample } = await world.issue(daysAgo(340));
  const copies = Array.from({ length: 300 }, (_, n) => ({ ...sample, _id: `copy-${n}`, number: `n-${n}`, assessmentId: `a-${n}`, businessId: `b-${n}`, remindedDays: 30, outbox: [] }));
  await world.firms.database.db.collection<{ _id: string }>('certificates').insertMany(copies);
  const { firms } = world;
  const questions = [
    () => list(),
    () => list(owner, { businessId: DEMO_BUSINESS_ID }),
    () => firms.get(GetCertificate).execute(owner, _first),
    () => firms.get(CheckCertificate).find({ number: sample.number }),
    () => firms.get(CheckCertificate).find({ id: _first }),
  ];
  for (const question of questions) {
    for (const { planSummary, docsExamined = 0 } of await profiled(firms.get(Database), question, 'certificates')) {
      expect(planSummary).toMatch(/^(IDHACK|EXPRESS|IXSCAN)/);
      expect(docsExamined).toBeLessThanOrEqual(2);
    }
  }
  // 301 end within 30 days; the 300 that were reminded are not read.
  const ran = await profiled(firms.get(Database), () => firms.get(FollowExpiry).execute(NEVER), 'certificates');
  const finds = ran.filter(({ op }) => op === 'query');
  expect(finds.length).toBeGreaterThanOrEqual(4);
  for (const { planSummary, docsExamined = 0 } of finds) {
    expect(planSummary).toMatch(/^IXSCAN/);
    expect(docsExamined).toBeLessThanOrEqual(2);
  }
});
