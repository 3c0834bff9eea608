import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '@plumbline/config';
import { FileStore } from '@plumbline/files';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms } from '../../../test/fixtures/firms.js';
import { testConfig } from '../../../test/fixtures/test-database.js';
import { AssessmentsRepository } from './data/assessments.repository.js';
import { UploadsRepository } from './data/uploads.repository.js';
import { CATALOGUE_EDITIONS } from './domain/catalogue-editions.js';
import { FILES_PER_ASSESSMENT, FILES_PER_STATEMENT } from './domain/evidence/evidence.js';
import { RemoveEvidenceFile } from './jobs/remove-evidence-file.js';
import { SweepUploads } from './jobs/sweep-uploads.js';
import { aNavigator, aText, HandClock, openReviewDesk, type RawAssessment, type ReviewDesk } from './review-desk.fixture.js';
import { DeleteEvidence } from './use-cases/delete-evidence.js';
import { DownloadEvidence } from './use-cases/download-evidence.js';
import { ListEvidence } from './use-cases/list-evidence.js';
import { UploadEvidence } from './use-cases/upload-evidence.js';

const code = (expected: string, rest: object = {}) => expect.objectContaining({ type: expect.objectContaining({ code: expected }), ...rest });
const NEVER = { signal: new AbortController().signal };
const DAY_MS = 86_400_000;

let firms: Firms;
let desk: ReviewDesk;
let raw: (id: string) => Promise<RawAssessment>;

const uploads = () => firms.database.db.collection<{ _id: string; begunAt: Date }>('evidence_uploads');
const contents = () => firms.database.db.collection('files.files').countDocuments();
const list = async (id: string) => (await firms.get(ListEvidence).execute(desk.owner, id)).items;
const remove = (id: string, evidenceId: string) => firms.get(DeleteEvidence).execute(desk.owner, id, evidenceId);
const textOf = async (content: Readable): Promise<string> => Buffer.concat(await content.toArray()).toString();
const events = async (id: string): Promise<string[]> => (await raw(id)).outbox.map(({ type }) => type).filter((type) => type.startsWith('evidence.'));

beforeAll(async () => {
  // Fifty files at once and the change streams want more connections than the usual pool has: who waited for one too long would be refused for that.
  ({ firms, desk, raw } = await openReviewDesk(testConfig({ DEMO_PASSWORD: 'a password of demo people', MONGODB_POOL_SIZE: '200' })));
}, 60_000);
afterAll(() => firms.drop());
beforeEach(async () => {
  for (const name of ['assessments', 'evidence_uploads', 'files.files', 'files.chunks', 'files']) await firms.database.db.collection(name).deleteMany({});
});

describe('a file that supports a statement', () => {
  it('is known by its content, kept encrypted, and comes back as it was', async () => {
    const { id } = await desk.draft();
    const shown = await firms.get(UploadEvidence).execute(desk.owner, id, { statementId: 'LEG-2-01', name: '../Maria Lopez.txt', content: aText('signed by Maria') });
    const sha256 = createHash('sha256').update('Evidence: signed by Maria\n').digest('hex');
    expect(shown).toMatchObject({ statementId: 'LEG-2-01', name: 'Maria Lopez.txt', mediaType: 'text/plain', size: 26, sha256, state: 'submitted', decidedAt: null, reason: null, stands: false });
    expect(await list(id)).toEqual([shown]);
    const { file, content } = await firms.get(DownloadEvidence).forFirm(desk.owner, id, shown.id);
    expect([file.name, file.sha256, await textOf(content)]).toEqual(['Maria Lopez.txt', sha256, 'Evidence: signed by Maria\n']);
    expect(JSON.stringify(await raw(id))).not.toContain('Maria');
    expect((await raw(id)).outbox.at(-1)).toMatchObject({ type: 'evidence.submitted', data: { statementId: 'LEG-2-01', evidenceId: shown.id, sha256, size: 26 } });
    expect(await uploads().countDocuments()).toBe(0);
  });

  it('is there once for a statement, and may support another', async () => {
    const { id } = await desk.draft();
    const { id: evidenceId } = await desk.upload(id, 'LEG-2-01', 'same');
    await expect(desk.upload(id, 'LEG-2-01', 'same')).rejects.toEqual(code('ALREADY_EXISTS', { extensions: { evidenceId } }));
    await desk.upload(id, 'LEG-2-02', 'same');
    expect((await list(id)).map(({ statementId }) => statementId)).toEqual(['LEG-2-01', 'LEG-2-02']);
    expect(await contents()).toBe(2);
  });

  it.each([
    ['LEG-1-01', 'VALIDATION_FAILED'],
    ['LEG-9-99', 'VALIDATION_FAILED'],
  ])('is not taken for %s', async (statementId, expected) => {
    const { id } = await desk.draft();
    await expect(desk.upload(id, statementId)).rejects.toEqual(code(expected));
    expect([await contents(), await uploads().countDocuments()]).toEqual([0, 0]);
  });

  it('that the store refuses leaves nothing but a note for the sweeper', async () => {
    const { id } = await desk.draft();
    const empty = { statementId: 'LEG-2-01', name: 'empty.txt', content: Readable.from([]) };
    await expect(firms.get(UploadEvidence).execute(desk.owner, id, empty)).rejects.toEqual(code('FILE_EMPTY'));
    expect([await list(id), await contents()]).toEqual([[], 0]);
  });

  it('is not for strangers', async () => {
    const { id } = await desk.draft();
    const { id: evidenceId } = await desk.upload(id, 'LEG-2-01');
    const stranger = firms.as('agency');
    await expect(firms.get(UploadEvidence).execute(stranger, id, { statementId: 'LEG-2-01', name: 'a.txt', content: aText('a') })).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(ListEvidence).execute(stranger, id)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(DownloadEvidence).forFirm(stranger, id, evidenceId)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(DeleteEvidence).execute(stranger, id, evidenceId)).rejects.toEqual(code('NOT_FOUND'));
    await expect(firms.get(DownloadEvidence).forFirm(desk.owner, id, '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90')).rejects.toEqual(code('NOT_FOUND'));
  });
});

describe('the limits', () => {
  it('hold when fifty come for one statement at once, and nothing stays of those that are refused', async () => {
    const { id } = await desk.draft();
    const outcomes = await Promise.allSettled(Array.from({ length: 50 }, (_, i) => desk.upload(id, 'LEG-2-01', `file ${i}`)));
    const refused = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason as unknown] : []));
    expect(outcomes.length - refused.length).toBe(FILES_PER_STATEMENT);
    for (const reason of refused) expect(reason).toEqual(code('EVIDENCE_LIMIT_REACHED'));
    expect(await list(id)).toHaveLength(FILES_PER_STATEMENT);
    expect(await raw(id)).toMatchObject({ fileCount: FILES_PER_STATEMENT, fileCounts: { 'LEG-2-01': FILES_PER_STATEMENT } });
    expect(await contents()).toBe(FILES_PER_STATEMENT);
  }, 60_000);

  it('hold for the whole assessment, too', async () => {
    const { id } = await desk.draft();
    await firms.database.db.collection<RawAssessment>('assessments').updateOne({ _id: id }, { $set: { fileCount: FILES_PER_ASSESSMENT - 1 } });
    const statements = CATALOGUE_EDITIONS.first.byTier[2].slice(0, 5).map((statement) => statement.id);
    const outcomes = await Promise.allSettled(statements.map((statementId) => desk.upload(id, statementId)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect((await raw(id)).fileCount).toBe(FILES_PER_ASSESSMENT);
  });

  it('take one of the same content that comes twenty times at once', async () => {
    const { id } = await desk.draft();
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => desk.upload(id, 'LEG-2-01', 'same')));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('ALREADY_EXISTS'));
    expect([(await raw(id)).fileCount, await contents()]).toEqual([1, 1]);
  });

  it('have room again when a file is taken back', async () => {
    const { id } = await desk.draft();
    const [first] = await Promise.all(Array.from({ length: FILES_PER_STATEMENT }, (_, i) => desk.upload(id, 'LEG-2-01', `file ${i}`)));
    await remove(id, first!.id);
    await desk.upload(id, 'LEG-2-01', 'file 0');
    expect(await raw(id)).toMatchObject({ fileCount: FILES_PER_STATEMENT, fileCounts: { 'LEG-2-01': FILES_PER_STATEMENT } });
  });
});

describe('a submission', () => {
  it('that comes while files come in is followed by none, and leaves no content without evidence', async () => {
    for (let round = 0; round < 5; round += 1) {
      await firms.database.db.collection('assessments').deleteMany({});
      await firms.database.db.collection('files.files').deleteMany({});
      const { id } = await desk.draft();
      const statements = CATALOGUE_EDITIONS.first.byTier[2].map((statement) => statement.id);
      const arriving = Promise.allSettled(statements.slice(0, 12).map((statementId) => desk.upload(id, statementId)));
      await eventually(async () => (await raw(id)).fileCount !== undefined);
      await desk.submit(id);
      const atSubmission = (await list(id)).length;
      const outcomes = await arriving;
      expect(await list(id)).toHaveLength(atSubmission);
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(atSubmission);
      for (const outcome of outcomes) if (outcome.status === 'rejected') expect(outcome.reason).toEqual(code('STATE_CONFLICT'));
      expect(await contents()).toBe(atSubmission);
    }
  }, 60_000);

  it('closes the assessment for files, new and old', async () => {
    const { id } = await desk.draft();
    const { id: evidenceId } = await desk.upload(id, 'LEG-2-01');
    await desk.submit(id);
    await expect(desk.upload(id, 'LEG-2-01')).rejects.toEqual(code('STATE_CONFLICT'));
    await expect(remove(id, evidenceId)).rejects.toEqual(code('STATE_CONFLICT'));
  });
});

describe('taking a file back', () => {
  it('is told by an event, whose handler removes the content, also when it is told twice', async () => {
    const { id } = await desk.draft();
    const { id: evidenceId } = await desk.upload(id, 'LEG-2-01');
    await remove(id, evidenceId);
    expect([await list(id), await contents(), await events(id)]).toEqual([[], 1, ['evidence.submitted', 'evidence.removed']]);
    const { type, data } = (await raw(id)).outbox.at(-1)!;
    const event = { id: 'e', type, at: new Date(), actor: 'system', data: data as Record<string, string>, collection: 'assessments', objectId: id, seq: 1 };
    await firms.get(RemoveEvidenceFile).handle(event);
    await firms.get(RemoveEvidenceFile).handle(event);
    expect(await contents()).toBe(0);
    await expect(remove(id, evidenceId)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('is done once by ten at the same moment', async () => {
    const { id } = await desk.draft();
    const { id: evidenceId } = await desk.upload(id, 'LEG-2-01');
    const outcomes = await Promise.allSettled(Array.from({ length: 10 }, () => remove(id, evidenceId)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await raw(id)).toMatchObject({ fileCount: 0, fileCounts: { 'LEG-2-01': 0 } });
    expect(await events(id)).toEqual(['evidence.submitted', 'evidence.removed']);
  });

  it('is possible after a rejection, and not after an acceptance', async () => {
    const navigator = aNavigator();
    const { id } = await desk.draft();
    const [kept, gone] = [await desk.upload(id, 'LEG-2-01'), await desk.upload(id, 'LEG-2-01')];
    await desk.submit(id);
    await desk.claim(navigator, id);
    await desk.decideEvidence(navigator, id, kept.id);
    await desk.decideEvidence(navigator, id, gone.id, { decision: 'reject', reason: 'It is blank.' });
    await desk.return(navigator, id);
    await desk.reopen(id);
    await remove(id, gone.id);
    await expect(remove(id, kept.id)).rejects.toEqual(code('STATE_CONFLICT'));
    expect((await list(id)).map(({ id: one, state }) => [one, state])).toEqual([[kept.id, 'accepted']]);
  });
});

describe('the sweeper', () => {
  const sweepAfter = async (ms: number): Promise<void> => {
    const clock = new HandClock();
    clock.forward(new SystemClock().now().getTime() - clock.now().getTime() + ms);
    await new SweepUploads(firms.get(UploadsRepository), firms.get(AssessmentsRepository), firms.get(FileStore), clock).run({}, NEVER);
  };

  it('removes what a crash between content and evidence left behind, and keeps what became evidence', async () => {
    const { id } = await desk.draft();
    await desk.upload(id, 'LEG-2-01');
    const { fileId } = Object.values((await raw(id)).evidence!)[0]!;
    const orphan = await firms.get(FileStore).put(aText('orphan'), { name: 'orphan.txt', ownerId: 'nobody' });
    await uploads().insertMany([fileId, orphan.id].map((_id) => ({ _id, v: 1, assessmentId: id, begunAt: new Date() })));
    await sweepAfter(0);
    expect([await contents(), await uploads().countDocuments()]).toEqual([2, 2]);
    await sweepAfter(DAY_MS);
    expect([await contents(), await uploads().countDocuments()]).toEqual([1, 0]);
    expect(await list(id)).toHaveLength(1);
  });
});
