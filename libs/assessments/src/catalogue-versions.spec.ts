import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { BusinessesModule, CreateDemoBusiness, DEMO_BUSINESS_ID, Memberships } from '@plumbline/businesses';
import { eventually } from '../../../test/fixtures/eventually.js';
import { type Firms, openFirms } from '../../../test/fixtures/firms.js';
import { AssessmentsModule } from './assessments.module.js';
import { ReviewDesk } from './review-desk.fixture.js';
import { CompareCatalogues } from './use-cases/compare-catalogues.js';
import { CurrentCatalogue } from './use-cases/current-catalogue.js';
import { ListCatalogueVersions } from './use-cases/list-catalogue-versions.js';
import { PublishCatalogue } from './use-cases/publish-catalogue.js';
import { PutResponses } from './use-cases/put-responses.js';
import { StartAssessment } from './use-cases/start-assessment.js';

const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let firms: Firms;
let elsewhere: Firms;
let desk: ReviewDesk;

const publications = () => firms.database.db.collection<{ _id: string; outbox: { type: string }[] }>('catalogues');
const publish = (version: number, where = firms) => where.get(PublishCatalogue).execute(firms.as('admin'), version);
const currentIn = async (where: Firms) => (await where.get(CurrentCatalogue).read()).current.catalogue.version;
const versions = async () => (await firms.get(ListCatalogueVersions).execute()).map(({ version, published, current }) => [version, published, current]);

beforeAll(async () => {
  firms = await openFirms([BusinessesModule, AssessmentsModule]);
  elsewhere = await openFirms([BusinessesModule, AssessmentsModule], firms.config);
  desk = new ReviewDesk(firms, firms.as('client'));
  await firms.get(CreateDemoBusiness).execute(desk.owner.userId, firms.as('provider').userId);
  await eventually(() => firms.get(Memberships).isLive);
}, 60_000);
afterAll(async () => {
  await elsewhere.close();
  await firms.drop();
});
beforeEach(async () => {
  await publications().deleteMany({});
  await firms.database.db.collection('assessments').deleteMany({});
  for (const where of [firms, elsewhere]) await eventually(async () => expect(await currentIn(where)).toBe(1));
});

describe('a version of the catalogue', () => {
  it('that is shipped is not in use until it is published, then everywhere', async () => {
    expect(await versions()).toEqual([[2, false, false], [1, true, true]]);
    expect(await publish(2)).toMatchObject({ version: 2, published: true, current: true });
    expect(await versions()).toEqual([[2, true, true], [1, true, false]]);
    await eventually(async () => expect(await currentIn(elsewhere)).toBe(2));
  });

  it('is published once, however often and by however many, and told once', async () => {
    await Promise.all(Array.from({ length: 10 }, (_, i) => publish(2, i % 2 === 0 ? firms : elsewhere)));
    await publish(2);
    const stored = await publications().find().toArray();
    expect(stored).toMatchObject([{ _id: 'catalogue-2', version: 2, publishedBy: firms.as('admin').userId, outbox: [{ type: 'catalogue.published', data: { version: 2 } }] }]);
  });

  it('is published forward only', async () => {
    await expect(publish(1)).resolves.toMatchObject({ current: true });
    await publish(2);
    await expect(publish(1)).resolves.toMatchObject({ version: 1, published: true, current: false });
    expect(await currentIn(firms)).toBe(2);
    await expect(publish(3)).rejects.toEqual(code('NOT_FOUND'));
  });

  it('is pinned by what begins after it was published, and by nothing older', async () => {
    const old = await desk.draft();
    await publish(2);
    const answered = await desk.answer(old.id, 2, ['LEG-2-01']);
    expect(answered.catalogueVersion).toBe(1);
    await expect(desk.answer(old.id, 1, ['TEC-1-04'])).rejects.toMatchObject({ errors: [{ code: 'UNKNOWN_STATEMENT' }] });
    await desk.submit(old.id);
    const young = await firms.get(StartAssessment).execute(desk.owner, DEMO_BUSINESS_ID);
    expect(young.catalogueVersion).toBe(2);
    await expect(firms.get(PutResponses).execute(desk.owner, young.id, 1, { tier: 1, responses: [{ statementId: 'TEC-1-04', answer: 'yes' }] })).resolves.toMatchObject({ version: 2 });
  });

  it('is compared with another, with the reasons where it is the later one', async () => {
    const forward = firms.get(CompareCatalogues).execute(1, 2);
    const back = firms.get(CompareCatalogues).execute(2, 1);
    expect([forward.added.length, forward.removed.length, forward.changed.length, forward.reasons.length]).toEqual([2, 0, 2, 4]);
    expect([back.added.length, back.removed.length, back.changed.length, back.reasons.length]).toEqual([0, 2, 2, 0]);
    expect(() => firms.get(CompareCatalogues).execute(1, 3)).toThrow('NOT_FOUND');
  });
});
