import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { PATHS } from './checkout.fixture.js';
import { Bench, type Cell, changesOf, ofPayments, type Reference, type Row, rowsOf, sample } from './matrix.fixture.js';
import { print, SEED, Table, WHOLE } from './tables.fixture.js';

const STACKS = WHOLE ? 3 : 2;
const SHORT = 8;
const MINUTE = 60_000;

/** What a checkout cannot be without: the write and the call of each of its parts. A scenario that lost one would prove less than it says. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  'create, planned': /^payments insert intent\.create:pending/,
  'create, called': /^stripe POST \/v1\/payment_intents$/,
  'create, settled': /^payments findAndModify intent\.create:succeeded/,
  'customer, called': /^stripe POST \/v1\/customers$/,
  'confirm, planned': /^payments findAndModify intent\.confirm:pending/,
  'confirm, called': /^stripe POST \/v1\/payment_intents\/\{id\}\/confirm$/,
  'confirm, settled': /^payments findAndModify intent\.confirm:succeeded .*payment\.authorised/,
  'capture, planned': /^payments findAndModify intent\.capture:pending/,
  'capture, called': /^stripe POST \/v1\/payment_intents\/\{id\}\/capture$/,
  'capture, settled': /^payments findAndModify intent\.capture:succeeded .*payment\.captured/,
  'refund, planned': /^payments findAndModify refund\.create:pending/,
  'refund, called': /^stripe POST \/v1\/refunds$/,
  'refund, settled': /^payments findAndModify refund\.create:succeeded/,
  'webhook, taken in': /^stripe_events insert payment_intent\.amount_capturable_updated received/,
  'webhook, taken up': /^stripe_events take /,
  'webhook, asked again': /^stripe GET \/v1\/payment_intents\/\{id\}$/,
  'webhook, applied': /^stripe_events applied /,
  'webhook, its effect': /^payments findAndModify payment\.authorised/,
  'transfer, planned': /^payments findAndModify transfer\.create:pending/,
  'transfer, called': /^stripe POST \/v1\/transfers$/,
  'transfer, settled': /^payments findAndModify transfer\.create:succeeded/,
  'reversal, planned': /^payments findAndModify transfer\.reverse:pending/,
  'reversal, called': /^stripe POST \/v1\/transfers\/\{id\}\/reversals$/,
  'reversal, settled': /^payments findAndModify transfer\.reverse:succeeded/,
  'invoice': /^invoices insert/,
  'journal': /^ledger_entries insert/,
  'key, claimed': /^idempotency_keys claim/,
  'key, answered': /^idempotency_keys answer/,
};

const benches: Bench[] = [];
let references: readonly Reference[];
let rows: readonly Row[];

beforeAll(async () => {
  // What was opened is closed, also where another one could not be.
  await Promise.all(Array.from({ length: STACKS }, async () => benches.push(await Bench.open())));
  references = await Promise.all(PATHS.map((path, place) => (benches[place % STACKS] as Bench).reference(path)));
  rows = rowsOf(references);
}, 5 * MINUTE);

afterAll(async () => {
  await Promise.all(benches.map((bench) => bench.close()));
}, MINUTE);

describe('a checkout without a death', () => {
  it('has nothing wrong, and each effect once', () => {
    for (const { outcome } of references) {
      expect(outcome.faults).toEqual([]);
      expect(outcome.effects).toMatchObject({ customers: ['customer'], intents: ['succeeded 240000'], refunds: ['succeeded 60000'], transfers: ['220800 less 55200'], reversals: ['55200'] });
      expect(outcome.stored).toMatchObject({ state: 'captured', isInvoiced: true, transfer: { state: 'paid', reversed: 55_200 } });
    }
  });

  it('has the points of all of its parts', () => {
    const points = references.flatMap(({ points: passed }) => passed.map(({ point }) => point));
    const missing = Object.entries(EXPECTED).filter(([, wanted]) => !points.some((point) => wanted.test(point))).map(([what]) => what);
    expect(missing).toEqual([]);
  });

  it('has a point for each write: the database tells of no other', () => {
    for (const { points, changed } of references) {
      const told = changesOf(points);
      expect(told).toEqual(ofPayments(changed));
      expect(told.size).toBeGreaterThan(5);
    }
  });
});

/** Of points that nobody came by in several runs there is no verdict: the cell fails. */
const isGood = ({ killed, restarted, equal, once, balanced }: Cell): boolean => killed && restarted && equal && once && balanced;

describe('a checkout in which the service dies', () => {
  it('ends as one without a death, at every point', async () => {
    const chosen = WHOLE ? rows : sample(rows, SHORT, SEED);
    const table = new Table(`Crash matrix: ${rows.length} points, ${chosen.length} of them here${WHOLE ? '' : ` (FAULTS_SEED=${SEED})`}; each: killed there, started again, run to its end`, [['', 4], ['killed', 6], ['back', 4], ['equal', 5], ['once', 4], ['books', 5], ['ms', 6], ['path', 7], ['point', 0]]);
    const waiting = chosen.values();
    const cells: Cell[] = [];
    await Promise.all(benches.map(async (bench) => {
      for (const row of waiting) {
        const cell = await bench.cell(row, references.find(({ path }) => path === row.path) as Reference);
        cells.push(cell);
        table.row(cells.length, cell.killed, cell.restarted, cell.equal, cell.once, cell.balanced, cell.ms, cell.path, `${cell.point}${cell.notes.length === 0 ? '' : `\n      ${cell.notes.join('; ')}`}`);
      }
    }));
    const sum = (of: (cell: Cell) => number): number => cells.reduce((total, cell) => total + of(cell), 0);
    print(`\n${cells.length} cells, ${sum(({ losses }) => losses)} losses, ${sum(({ doubles }) => doubles)} doubles; ${sum(({ killed }) => (killed ? 0 : 1))} not reached`);
    expect(cells).toHaveLength(chosen.length);
    expect(cells.filter((cell) => !isGood(cell))).toEqual([]);
  }, WHOLE ? 60 * MINUTE : 10 * MINUTE);

  it('leaves books that are the processor\'s balance, movement by movement', async () => {
    for (const { stack } of benches) {
      await stack.compareBalance();
      expect(await stack.collection('ledger_differences').find().toArray()).toEqual([]);
    }
  }, 2 * MINUTE);
});
