import type { Role } from '@plumbline/common';
import type { Person } from '../fixtures/people.js';
import type { World } from './world.js';

/** A request that succeeds, arranged afresh; tests change one thing in it. */
export interface Arranged {
  /** Values of the path's parameters. */
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Readonly<Record<string, unknown>>;
  /** Of an operation that takes one; `body` holds the text fields beside it. */
  readonly file?: { readonly name: string; readonly content: Buffer };
  readonly as?: Person;
}

export interface OperationFixture {
  /** @param role one of those whom the operation lets in. */
  readonly arrange: (world: World, role: Role) => Promise<Arranged>;
  /** The operation touches what belongs to somebody, though it asks for no right in a business. */
  readonly owned?: true;
  /** The body is signed: whatever is changed in it, that is what is refused first. */
  readonly signed?: true;
  /** Ids that stand in the body or the query, by name. */
  readonly ids?: { readonly body?: string; readonly query?: string };
}

export const nothing = async (): Promise<Arranged> => ({});
export const asSomebody = async (world: World, role: Role): Promise<Arranged> => ({ as: await world.person(role) });
export const asAdmin = async (world: World): Promise<Arranged> => ({ as: await world.admin });

export async function etagOf(world: World, as: Person, path: string): Promise<Record<string, string>> {
  return { 'if-match': (await world.people.as(as, 'GET', path)).headers.etag ?? '' };
}
