import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BusinessesModule, CreateDemoBusiness, DEMO_BUSINESS_ID, Memberships } from '@plumbline/businesses';
import type { Principal } from '@plumbline/common';
import { SystemClock } from '@plumbline/config';
import { runInRequest } from '@plumbline/observability';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms, profiled } from '../../../test/fixtures/firms.js';
import { AssessmentsModule } from './assessments.module.js';
import { AssessmentsRepository } from './data/assessments.repository.js';
import { PublicationsRepository } from './data/publications.repository.js';
import type { Answer } from './domain/answers.js';
import type { Tier } from './domain/catalogue/catalogue.js';
import { CATALOGUE_EDITIONS, CatalogueEditions } from './domain/catalogue-editions.js';
import type { TierResponse } from './domain/tier-responses.js';
import { AnswerHistory } from './use-cases/answer-history.js';
import { AssessmentAccess } from './use-cases/assessment-access.js';
import { CurrentCatalogue } from './use-cases/current-catalogue.js';
import { PublishCatalogue } from './use-cases/publish-catalogue.js';
import type { AssessmentView } from './use-cases/assessment-view.js';
import { GetAssessment } from './use-cases/get-assessment.js';
import { PutResponses } from './use-cases/put-responses.js';
import { StartAssessment } from './use-cases/start-assessment.js';
import { SubmitAssessment } from './use-cases/submit-assessment.js';

const { first } = CATALOGUE_EDITIONS;
const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let firms: Firms;
let owner: Principal;
let member: Principal;
let stranger: Principal;

interface RawAssessment {
  readonly _id: string;
  readonly v: number;
  readonly state: string;
  readonly answers: Record<string, Record<string, unknown>>;
  readonly outbox: readonly { seq: number; type: string; actor: string; data: object }[];
}
const collection = () => firms.database.db.collection<RawAssessment>('assessments');
const raw = async (id: string): Promise<RawAssessment> => (await collection().findOne({ _id: id }))!;
const businesses = () => firms.database.db.collection<{ _id: string; members: { userId: string; rights: string[] }[] }>('businesses');

/** Gives the member of the demo firm these rights, as another process would, and waits until it is known here. */
async function giveMember(...rights: string[]): Promise<void> {
  await businesses().updateOne({ _id: DEMO_BUSINESS_ID, 'members.userId': member.userId }, { $set: { 'members.$.rights': rights } });
  firms.get(Memberships).forget(member.userId);
}

beforeAll(async () => {
  firms = await openFirms([BusinessesModule, AssessmentsModule]);
  owner = firms.as('client');
  member = firms.as('provider');
  stranger = firms.as('agency');
  await firms.get(CreateDemoBusiness).execute(owner.userId, member.userId);
  await eventually(() => firms.get(Memberships).isLive);
}, 60_000);
afterAll(() => firms.drop());

beforeEach(async () => {
  await collection().deleteMany({});
  await firms.database.db.collection('catalogues').deleteMany({});
  await giveMember('answer', 'read');
});

/** `work` as one of the runs of a request under an Idempotency-Key. */
const runOf = (effectId: string, work: () => Promise<AssessmentView>) => runInRequest({ id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: null, effectId, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) }, work);
const start = (who = owner): Promise<AssessmentView> => firms.get(StartAssessment).execute(who, DEMO_BUSINESS_ID);
const put = (id: string, version: number, responses: readonly TierResponse[], { tier = 1, who = owner }: { tier?: Tier; who?: Principal } = {}) => firms.get(PutResponses).execute(who, id, version, { tier, responses });
const get = (id: string, who = owner) => firms.get(GetAssessment).execute(who, id);
const submit = (id: string, who = owner) => firms.get(SubmitAssessment).execute(who, id);
const all = (tier: Tier, answer: Answer = 'yes'): TierResponse[] => first.byTier[tier].map(({ id }) => ({ statementId: id, answer }));
const given = ({ answers }: AssessmentView) => answers.map(({ statementId, answer, reason }) => [statementId, answer, reason].filter((part) => part !== undefined).join(' '));

describe('starting', () => {
  it('makes a draft that pins the current catalogue, and says so in its outbox', async () => {
    const draft = await start();
    expect(draft).toMatchObject({ version: 1, businessId: DEMO_BUSINESS_ID, catalogueVersion: first.catalogue.version, state: 'draft', submittedAt: null, answers: [] });
    expect(draft.progress.map(({ answered }) => answered)).toEqual([0, 0, 0]);
    expect(await raw(draft.id)).toMatchObject({ v: 1, startedBy: owner.userId, outbox: [{ seq: 1, type: 'assessment.started', data: { businessId: DEMO_BUSINESS_ID } }] });
  });

  it('leaves one open at a time, also when twenty start at the same moment, and names it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => start()));
    const started = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.id] : []));
    expect(started).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ type: { code: 'ALREADY_EXISTS' }, extensions: { assessmentId: started[0] } });
  });

  it('is the same assessment when a run of the same request stored it and nobody knew', async () => {
    const effectId = '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90';
    const run = () => runOf(effectId, () => start());
    expect(await run()).toMatchObject({ id: effectId, version: 1 });
    expect(await run()).toMatchObject({ id: effectId, version: 1 });
    expect(await collection().countDocuments()).toBe(1);
  });

  it('is for members with the right only', async () => {
    await expect(start(stranger)).rejects.toEqual(code('NOT_FOUND'));
    await giveMember('read');
    await expect(start(member)).rejects.toEqual(code('FORBIDDEN'));
    await giveMember('answer', 'read');
    await expect(start(member)).resolves.toMatchObject({ state: 'draft' });
  });
});

describe('answering', () => {
  it('keeps what is not named, replaces what is, and takes back what is null', async () => {
    const { id } = await start();
    await put(id, 1, [{ statementId: 'LEG-1-01', answer: 'yes' }, { statementId: 'LEG-1-02', answer: 'partial', reason: 'half' }, { statementId: 'FIN-1-01', answer: 'no' }]);
    const second = await put(id, 2, [{ statementId: 'LEG-1-02', answer: 'yes' }, { statementId: 'FIN-1-01', answer: null }], { who: member });
    expect(given(second)).toEqual(['LEG-1-01 yes', 'LEG-1-02 yes']);
    expect(second.version).toBe(3);
    expect(second.answers.map(({ answeredBy }) => answeredBy)).toEqual([owner.userId, member.userId]);
    expect(await get(id)).toEqual(second);
  });

  it('comes to the same state when it is done again', async () => {
    const { id } = await start();
    const rows: TierResponse[] = [{ statementId: 'LEG-1-02', answer: 'no', reason: 'why' }, { statementId: 'LEG-1-01', answer: null }];
    const once = await put(id, 1, rows);
    const twice = await put(id, once.version, rows);
    expect(given(twice)).toEqual(given(once));
  });

  it('names each wrong row and writes none', async () => {
    const { id } = await start();
    const critical = first.byTier[1].find((statement) => statement.critical)!.id;
    const plain = first.byTier[1].filter((statement) => !statement.critical).map((statement) => statement.id);
    const rows: TierResponse[] = [
      { statementId: plain[0]!, answer: 'yes' },
      { statementId: 'ZZZ-1-01', answer: 'yes' },
      { statementId: first.byTier[2][0]!.id, answer: 'yes' },
      { statementId: critical, answer: 'not_applicable', reason: 'x' },
      { statementId: plain[1]!, answer: 'not_applicable' },
      { statementId: plain[0]!, answer: 'no' },
    ];
    const error: unknown = await put(id, 1, rows).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ type: { code: 'VALIDATION_FAILED' }, detail: '5 fields are not valid.' });
    expect((error as { errors: { pointer: string; code: string }[] }).errors.map((one) => `${one.pointer} ${one.code}`)).toEqual([
      '/responses/1/statementId UNKNOWN_STATEMENT',
      '/responses/2/statementId WRONG_TIER',
      '/responses/3/answer CRITICAL_STATEMENT',
      '/responses/4/reason REQUIRED',
      '/responses/5/statementId DUPLICATE',
    ]);
    expect(await raw(id)).toMatchObject({ v: 1, answers: {} });
  });

  it('of one version is done once by two at the same moment', async () => {
    const { id } = await start();
    const outcomes = await Promise.allSettled((['yes', 'no'] as const).map((answer) => put(id, 1, all(1, answer))));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(outcomes.find(({ status }) => status === 'rejected')).toMatchObject({ reason: code('VERSION_MISMATCH') });
    expect(new Set((await get(id)).answers.map(({ answer }) => answer)).size).toBe(1);
  });

  it('stores reasons unreadable, and each readable in its place only', async () => {
    const { id } = await start();
    const reason = 'Maria Lopez is on leave';
    await put(id, 1, [{ statementId: 'LEG-1-02', answer: 'partial', reason }]);
    const stored = JSON.stringify(await raw(id));
    for (const plain of ['Maria', Buffer.from(reason).toString('base64').slice(0, 24), Buffer.from(reason).toString('hex')]) expect(stored).not.toContain(plain);
    expect((await get(id)).answers[0]?.reason).toBe(reason);
  });

  it('is not for strangers, nor for members without the right, nor after submission', async () => {
    const { id } = await start();
    const rows: TierResponse[] = [{ statementId: 'LEG-1-01', answer: 'yes' }];
    await expect(put(id, 1, rows, { who: stranger })).rejects.toEqual(code('NOT_FOUND'));
    await expect(put('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90', 1, rows)).rejects.toEqual(code('NOT_FOUND'));
    await giveMember('read');
    await expect(put(id, 1, rows, { who: member })).rejects.toEqual(code('FORBIDDEN'));
    await put(id, 1, all(1));
    await submit(id);
    await expect(put(id, 3, rows)).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(put(id, 2, rows)).rejects.toEqual(code('VERSION_MISMATCH'));
  });

  it('holds a draft to the catalogue that it pins when a newer one is out', async () => {
    const later = { ...first.catalogue, version: first.catalogue.version + 1, areas: first.catalogue.areas.map((area) => ({ ...area, statements: area.statements.filter(({ id }) => id !== 'LEG-1-01') })) };
    const editions = new CatalogueEditions([first.catalogue, later]);
    const { id } = await start();
    const current = new CurrentCatalogue(firms.get(PublicationsRepository), editions, firms.database);
    await new PublishCatalogue(firms.get(PublicationsRepository), editions, current, new SystemClock()).execute(firms.as('admin'), later.version);
    expect(current.lastKnown.current.catalogue).toBe(later);
    const answer = new PutResponses(firms.get(AssessmentAccess), firms.get(AssessmentsRepository), editions, current, firms.get(AnswerHistory), new SystemClock());
    const dropped = await answer.execute(owner, id, 1, { tier: 1, responses: [{ statementId: 'LEG-1-01', answer: 'yes' }] });
    const kept = await answer.execute(owner, id, dropped.version, { tier: 1, responses: [{ statementId: 'LEG-1-02', answer: 'yes' }] });
    expect(given(kept)).toEqual(['LEG-1-01 yes', 'LEG-1-02 yes']);
    expect(kept.catalogueVersion).toBe(first.catalogue.version);
  });
});

describe('submitting', () => {
  it('asks for the whole of tier 1', async () => {
    const { id } = await start();
    await put(id, 1, all(1).slice(2));
    await put(id, 2, all(2), { tier: 2 });
    const open = first.byTier[1].slice(0, 2).map((statement) => statement.id);
    await expect(submit(id)).rejects.toMatchObject({ type: { code: 'ASSESSMENT_INCOMPLETE', status: 409 }, extensions: { openCount: 2, openStatements: open } });
    expect(await raw(id)).toMatchObject({ v: 3, state: 'draft' });
  });

  it('is done once, and told in the outbox by the same write', async () => {
    const { id } = await start();
    await put(id, 1, all(1));
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => submit(id)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('STATE_CONFLICT'));
    const stored = await raw(id);
    expect(stored).toMatchObject({ v: 3, state: 'submitted', submittedAt: expect.any(Date) });
    expect(stored.outbox).toMatchObject([{ seq: 1, type: 'assessment.started' }, { seq: 3, type: 'assessment.submitted' }]);
  });

  it('is done when an earlier run of the same request did it and nobody knew', async () => {
    const { id } = await start();
    await put(id, 1, all(1));
    const run = (effectId: string) => runOf(effectId, () => submit(id));
    const first = await run('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e93');
    expect(first).toMatchObject({ state: 'submitted', version: 3 });
    expect(await run('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e93')).toEqual(first);
    await expect(run('0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e94')).rejects.toEqual(code('STATE_CONFLICT'));
    expect((await raw(id)).outbox).toHaveLength(2);
  });

  it('never lets an assessment through from which an answer is taken back at the same moment', async () => {
    for (let round = 0; round < 20; round += 1) {
      await collection().deleteMany({});
      const { id } = await start();
      await put(id, 1, all(1));
      await Promise.allSettled([put(id, 2, [{ statementId: 'LEG-1-01', answer: null }]), submit(id)]);
      const { state, answers } = await raw(id);
      expect(state === 'draft').toBe(answers['LEG-1-01'] === undefined);
    }
  });

  it('leaves room for the next assessment, and is not for members without the right', async () => {
    const { id } = await start();
    await put(id, 1, all(1));
    await giveMember('read');
    await expect(submit(id, member)).rejects.toEqual(code('FORBIDDEN'));
    await expect(submit(id, stranger)).rejects.toEqual(code('NOT_FOUND'));
    await submit(id);
    await expect(start()).resolves.toMatchObject({ state: 'draft' });
  });
});

describe('a hot request', () => {
  it('costs one round trip, by index, to read and to answer', async () => {
    const { id } = await start();
    await get(id);
    for (const work of [() => get(id), () => put(id, 1, all(1))]) {
      const ran = await profiled(firms.database, work);
      expect(ran.map(({ ns }) => ns.split('.')[1])).toEqual(['assessments']);
      const [{ planSummary, keysExamined, docsExamined }] = ran as [(typeof ran)[number]];
      expect(planSummary).toMatch(/^(IDHACK|EXPRESS|IXSCAN)/);
      expect(Math.max(keysExamined ?? 0, docsExamined ?? 0)).toBeLessThanOrEqual(2);
    }
  });
});
