import { once } from 'node:events';
import { createServer, type Server, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Role } from '@plumbline/common';
import { toHttp, toSendable } from '../contract/columns.js';
import { type Operation, OPERATIONS } from '../contract/document.js';
import { FIXTURES } from '../contract/operations.js';
import type { World } from '../contract/world.js';

/** One answer of the arranger, as apps/readiness-audit/src/gather/arranger.ts reads it. */
interface Told {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly base64?: string;
  readonly role?: string;
  readonly stranger?: Readonly<Record<string, string>>;
}

/** Brings the service, for the audit, into the state in which an operation succeeds: by the same fixtures that the contract is held to. */
export class ArrangerServer {
  readonly #sockets = new Set<Socket>();

  private constructor(
    private readonly world: World,
    private readonly server: Server,
  ) {
    server.on('connection', (socket) => this.#serve(socket));
  }

  static async start(world: World): Promise<ArrangerServer> {
    const server = createServer();
    const arranger = new ArrangerServer(world, server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return arranger;
  }

  get port(): number {
    return (this.server.address() as { readonly port: number }).port;
  }

  async stop(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.server.close(resolve));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('error', () => socket.destroy());
    let last: Promise<void> = Promise.resolve();
    createInterface({ input: socket }).on('line', (line) => {
      const { operation } = JSON.parse(line) as { readonly operation: string };
      // One after another: fixtures share people and firms.
      last = last.then(async () => void socket.write(`${JSON.stringify(await this.#told(operation))}\n`));
    });
  }

  async #told(id: string): Promise<Told | { readonly cannot: string }> {
    const operation = OPERATIONS.find((one) => one.id === id);
    if (operation === undefined) return { cannot: `unknown operation ${id}` };
    try {
      return await this.#arranged(operation);
    } catch (error) {
      return { cannot: (error as Error).message };
    }
  }

  async #arranged(operation: Operation): Promise<Told> {
    const { rule } = operation;
    const role: Role = rule.kind === 'roles' ? (rule.roles[0] ?? 'client') : 'client';
    const arranged = await FIXTURES[operation.id]?.arrange(this.world, role);
    if (arranged === undefined) throw new Error(`${operation.id} has no fixture`);
    const { params, query } = arranged;
    const { headers = {}, body } = toHttp(toSendable(operation, arranged));
    // Nobody's forwarded address is believed here.
    const sent = Object.fromEntries(Object.entries(headers as Record<string, string>).filter(([name]) => name !== 'x-forwarded-for'));
    return {
      ...(params === undefined ? {} : { params }),
      ...(query === undefined ? {} : { query }),
      headers: sent,
      ...(body === undefined ? {} : typeof body === 'string' ? { body: JSON.parse(body) as unknown } : { base64: body.toString('base64') }),
      ...(rule.kind === 'roles' ? { role } : {}),
      // An admin may do what admins may: nothing of that is another one's.
      ...(rule.kind === 'roles' && (rule.right !== undefined || FIXTURES[operation.id]?.owned === true) ? { stranger: await this.#stranger(operation, role) } : {}),
    };
  }

  /** Somebody of the same role, with all that the operation asks for but a part in what it is about. */
  async #stranger({ rule }: Operation, role: Role): Promise<Record<string, string>> {
    const person = await this.world.person(role, 'stranger');
    const { token } = rule.kind === 'roles' && rule.stepUp === true ? await this.world.people.steppedUp(person) : person;
    return { authorization: `Bearer ${token}` };
  }
}
