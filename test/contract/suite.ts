import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ACCESS, type OperationId, RIGHTS, ROLES, type Right, type Role } from '@plumbline/common';
import { loggedUpToNow } from '../fixtures/log-marker.js';
import type { Person } from '../fixtures/people.js';
import { expectDeclaredProblem, expectDeclaredSuccess, expectEnvelope } from './answers.js';
import type { OperationFixture } from './arranging.js';
import { type Around, type Attempt, type Column, COLUMNS, type Sendable, toHttp, toSendable } from './columns.js';
import { type Operation, OPERATIONS } from './document.js';
import { FIXTURES } from './operations.js';
import { World } from './world.js';

/** Pages that no controller makes, and one that is there in development only; edge.spec.ts and mail.spec.ts look after them. */
const OUTSIDE_THE_DOCUMENT: readonly OperationId[] = ['metrics.read', 'docs.ui', 'dev.mails'];

const START_LIMIT_MS = 90_000;
const CELL_LIMIT_MS = 30_000;

type Cell = 'tested' | { readonly notApplicable: string };

function fixtureOf({ id }: Operation): OperationFixture {
  const fixture = FIXTURES[id];
  if (fixture === undefined) throw new Error(`${id} has no fixture in test/contract/operations.ts.`);
  return fixture;
}

const asksForStepUp = ({ rule }: Operation): boolean => rule.kind === 'roles' && rule.stepUp === true;

const letIn = ({ rule }: Operation): readonly Role[] => (rule.kind === 'roles' ? rule.roles : ['client']);

/** Declares the contract's tests against a service with this edge; both edges are held to the same verdicts. */
export function contractSuite(edge: 'fast' | 'stock'): void {
  let world: World;
  const cells = new Map<string, Cell>();

  beforeAll(async () => {
    world = await World.start(edge);
  }, START_LIMIT_MS);

  afterAll(async () => {
    const codes = await world.stop();
    expect(codes).toEqual([0, 0]);
  }, START_LIMIT_MS);

  const send = (request: Sendable) => world.client.send(toHttp(request));

  /** Whoever is refused for another reason has shown a second factor where one is asked for. */
  const shown = (operation: Operation, person: Person): Promise<Person> => (asksForStepUp(operation) ? world.people.steppedUp(person) : Promise.resolve(person));

  const around = async (operation: Operation, column: Column): Promise<Around> => {
    const outside = ROLES.find((role) => !letIn(operation).includes(role));
    const role = letIn(operation)[0] ?? 'client';
    return {
      stranger: await shown(operation, await world.person(role, 'stranger')),
      ...(outside === undefined ? {} : { outsider: await shown(operation, await world.person(outside)) }),
      ...(asksForStepUp(operation) ? { unshown: await world.person(role, 'without a second factor') } : {}),
      ...(column.name === 'rate limited' ? { exhausted: operation.id === 'webhooks.stripe' ? await world.exhaustedByWebhooks() : await world.exhausted() } : {}),
    };
  };

  /** The changed request is refused. */
  const refuse = async (operation: Operation, arranged: Sendable, { change, expected, tight }: Attempt): Promise<void> => {
    const request = toHttp(change(arranged));
    const answer = tight === true ? await world.tightClient.send(request) : await world.client.send(request);
    const { pointer, undeclared, ...verdict } = expected;
    const body = undeclared === true ? expectEnvelope(answer, verdict) : expectDeclaredProblem(operation, answer, verdict);
    if (pointer !== undefined) expect(body.errors?.map((one) => one.pointer)).toContain(pointer);
    if (undeclared === true) expect(answer.headers.allow?.split(', ')).toEqual(expect.arrayContaining([operation.method, 'OPTIONS']));
  };

  const arrange = async (operation: Operation): Promise<Sendable> => toSendable(operation, await fixtureOf(operation).arrange(world, letIn(operation)[0] ?? 'client'));

  const testCell = async (operation: Operation, arranged: Sendable, column: Column): Promise<void> => {
    const attempts = column.attempts(operation, fixtureOf(operation), await around(operation, column));
    expect(attempts.length).toBeGreaterThan(0);
    for (const attempt of attempts) await refuse(operation, arranged, attempt);
    cells.set(`${operation.id} ${column.name}`, 'tested');
  };

  it('has a fixture for every operation of the access table, and no other', () => {
    const documented = OPERATIONS.map(({ id }) => id);
    expect([...documented, ...OUTSIDE_THE_DOCUMENT].sort()).toEqual(Object.keys(ACCESS).sort());
    expect(Object.keys(FIXTURES).sort()).toEqual([...documented].sort());
  });

  describe.each(OPERATIONS.map((operation) => [operation.id, operation] as const))('%s', (_id, operation) => {
    const fixture = FIXTURES[operation.id];
    // One request, changed in one thing at a time.
    let request: Promise<Sendable> | undefined;
    const arranged = (): Promise<Sendable> => (request ??= arrange(operation));

    for (const column of COLUMNS) {
      const reason = fixture === undefined ? undefined : column.notApplicable(operation, fixture);
      if (reason !== undefined) cells.set(`${operation.id} ${column.name}`, { notApplicable: reason });
      else it(`answers ${column.name}`, async () => testCell(operation, await arranged(), column), CELL_LIMIT_MS);
    }

    // So the changes alone were the cause of all that was refused before, and left no trace.
    it('then takes the unchanged request', async () => expectDeclaredSuccess(operation, await send(await arranged())), CELL_LIMIT_MS);

    for (const role of operation.rule.kind === 'roles' ? ROLES : []) {
      const admitted = letIn(operation).includes(role);
      it(`${admitted ? 'lets in' : 'refuses'} the role ${role}`, async () => {
        const arranged = toSendable(operation, await fixtureOf(operation).arrange(world, admitted ? role : (letIn(operation)[0] as Role)));
        const answer = await send(admitted ? arranged : { ...arranged, as: await shown(operation, await world.person(role)) });
        if (admitted) expectDeclaredSuccess(operation, answer);
        else expectDeclaredProblem(operation, answer, { status: 403, code: 'FORBIDDEN' });
      }, CELL_LIMIT_MS);
    }

    const { rule } = operation;
    const needed = rule.kind === 'roles' ? rule.right : undefined;
    for (const right of needed === undefined ? [] : RIGHTS) {
      const admitted = right === needed || needed === 'read';
      it(`${admitted ? 'lets in' : 'refuses'} a member with the right ${right}`, () => testRight(operation, right, admitted), CELL_LIMIT_MS);
    }
  });

  const testRight = async (operation: Operation, right: Right, admitted: boolean): Promise<void> => {
    const role = letIn(operation).includes('client') ? 'client' : (letIn(operation)[0] as Role);
    const owned = await fixtureOf(operation).arrange(world, role);
    if (owned.as === undefined) throw new Error(`${operation.id} asks for a right, so its fixture must say who sends.`);
    const member = await world.member(owned.as, right, right, role);
    // Joining changed the business, and with it the ETag that a write must name.
    const arranged = await fixtureOf(operation).arrange(world, role);
    const answer = await send({ ...toSendable(operation, arranged), as: await shown(operation, member) });
    if (admitted) expectDeclaredSuccess(operation, answer);
    else expectDeclaredProblem(operation, answer, { status: 403, code: 'FORBIDDEN' });
  };

  it('has no empty cell', () => {
    const empty = OPERATIONS.flatMap(({ id }) => COLUMNS.map(({ name }) => `${id} ${name}`)).filter((cell) => !cells.has(cell));
    expect(empty).toEqual([]);
    expect(cells.size).toBe(OPERATIONS.length * COLUMNS.length);
  });

  it('wrote nothing at error', async () => {
    await Promise.all([loggedUpToNow(world.service, world.client), loggedUpToNow(world.tight, world.tightClient)]);
    expect([...world.service.logLines(), ...world.tight.logLines()].filter(({ level }) => level === 'error' || level === 'fatal')).toEqual([]);
  });
}
