import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { runInRequest } from '@plumbline/observability';
import { Market } from './market.fixture.js';
import { CancelServiceRequest } from './use-cases/cancel-service-request.js';
import { CompleteServiceRequest } from './use-cases/complete-service-request.js';
import { DeclineProposal } from './use-cases/decline-proposal.js';
import { DeliverWork } from './use-cases/deliver-work.js';
import { OpenDispute } from './use-cases/open-dispute.js';
import { OpenServiceRequest } from './use-cases/open-service-request.js';
import { PostMessage } from './use-cases/post-message.js';
import { RateOtherSide } from './use-cases/rate-other-side.js';
import { RequestChanges } from './use-cases/request-changes.js';
import { WithdrawProposal } from './use-cases/withdraw-proposal.js';

const DAY_MS = 86_400_000;
const REASON = 'It is not what we agreed on.';
const code = (expected: string) => expect.objectContaining({ type: expect.objectContaining({ code: expected }) });

let market: Market;
const get = <T>(useCase: abstract new (...args: never[]) => T): T => market.firms.get(useCase);
const deliver = (id: string) => get(DeliverWork).execute(market.provider.who, id, { note: 'The plan.', links: [] });
const complete = (id: string) => get(CompleteServiceRequest).execute(market.client.who, id);

/** One run of a request under an Idempotency-Key: what has the same id is the same request. */
const run = <T>(effectId: string, work: () => Promise<T>): Promise<T> => runInRequest({ id: 'r', traceId: 't', spanId: 's', sampled: false, deadlineAt: Infinity, principal: null, effectId, abort: () => undefined, abortSignal: () => AbortSignal.timeout(1) }, work);
/** Every event that was ever announced. */
const announced = async (): Promise<number> => {
  const documents = await Promise.all((['service_requests', 'proposals', 'ratings'] as const).map((name) => market.collection(name).find().toArray()));
  return documents.flat().reduce((sum, { outbox = [] }) => sum + outbox.length, 0);
};

beforeAll(async () => {
  market = await Market.open();
}, 60_000);
afterAll(() => market.firms.drop());
beforeEach(() => market.clear());

describe('a request whose first run died before it answered', () => {
  const delivered = async (): Promise<string> => {
    const { requestId } = await market.agreed();
    await deliver(requestId);
    return requestId;
  };
  const completed = async (): Promise<string> => {
    const id = await delivered();
    await complete(id);
    return id;
  };
  /** Arranged first; what is given back is run. */
  const STEPS: Readonly<Record<string, () => Promise<() => Promise<object>>>> = {
    create: async () => () => market.draft(),
    open: async () => { const { id } = await market.draft(); return () => get(OpenServiceRequest).execute(market.client.who, id); },
    cancel: async () => { const id = await market.opened(); return () => get(CancelServiceRequest).execute(market.client.who, id); },
    propose: async () => { const id = await market.opened(); return () => market.propose(id); },
    accept: async () => { const { id } = await market.propose(await market.opened()); return () => market.accept(id); },
    decline: async () => { const { id } = await market.propose(await market.opened()); return () => get(DeclineProposal).execute(market.client.who, id); },
    withdraw: async () => { const { id } = await market.propose(await market.opened()); return () => get(WithdrawProposal).execute(market.provider.who, id); },
    deliver: async () => { const { requestId } = await market.agreed(); return () => deliver(requestId); },
    'request changes': async () => { const id = await delivered(); return () => get(RequestChanges).execute(market.client.who, id, REASON); },
    complete: async () => { const id = await delivered(); return () => complete(id); },
    dispute: async () => { const id = await delivered(); return () => get(OpenDispute).execute(market.provider.who, id, REASON); },
    message: async () => { const id = await market.opened(); await market.propose(id); return () => get(PostMessage).execute(market.client.who, id, { providerBusinessId: market.provider.businessId, text: 'Hello.' }); },
    rate: async () => { const id = await completed(); return () => get(RateOtherSide).execute(market.client.who, id, { stars: 5, comment: 'On time.' }); },
  };

  it.each(Object.keys(STEPS))('is told what that run did, and does it once: %s', async (name) => {
    const act = await STEPS[name]!();
    const effectId = randomUUID();
    const first = await run(effectId, act);
    const events = await announced();
    const again = await run(effectId, act);
    expect(again).toEqual(first);
    expect([await announced(), await market.collection('messages').countDocuments()]).toEqual([events, name === 'message' ? 1 : 0]);
  });

  it('is told of its acceptance also when the proposal would have expired since; another request is not', async () => {
    const { id } = await market.propose(await market.opened());
    const effectId = randomUUID();
    await run(effectId, () => market.accept(id));
    market.forward(31 * DAY_MS);
    expect(await run(effectId, () => market.accept(id))).toMatchObject({ id, state: 'accepted' });
    await expect(run(randomUUID(), () => market.accept(id))).rejects.toEqual(code('STATE_CONFLICT'));
  });
});
