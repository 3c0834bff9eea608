import { Injectable } from '@nestjs/common';
import type { Principal, Right } from '@plumbline/common';
import { Database, defineScope, type DocumentChange, LiveCache, type Scope } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BusinessesRepository, memberWith } from '../data/businesses.repository.js';
import { BUSINESSES_PER_PERSON, lackingRight, type MemberRight, rightsOf } from '../domain/members.js';

/** The businesses within which other libraries may read or write for a person. Only `Memberships` makes one. */
export type BusinessScope = Scope<'business', { businessIds: readonly string[] }>;
const withinBusinesses = defineScope<'business', { businessIds: readonly string[] }>();

interface Membership {
  readonly businessId: string;
  readonly rights: readonly MemberRight[];
}

/** People whose memberships are kept in memory at least; each takes about 200 bytes. */
const CAPACITY = 10_000;

/** More than a person may join, since two joins at once may pass the limit. */
const MOST = BUSINESSES_PER_PERSON * 2;

/** The people whom a change may have made members; those who were are known by the business that their memberships were read from. */
function joinedIn({ document, updated }: DocumentChange): string[] {
  const members = Object.entries(document ?? updated ?? {}).filter(([path]) => /^members(\.|$)/.test(path));
  return members.flatMap(([path, value]) => (path.endsWith('.userId') ? [value] : [value].flat().map((member) => (member as { userId?: unknown } | null)?.userId))).filter((id) => typeof id === 'string');
}

/**
 * Who may do what in which business: asked on every request of the libraries that keep a firm's data. Answered from memory, which a
 * change stream keeps true, so that such a request costs one database round trip instead of two.
 */
@Injectable()
export class Memberships {
  readonly #cache: LiveCache<string, readonly Membership[]>;

  constructor(
    private readonly businesses: BusinessesRepository,
    database: Database,
  ) {
    this.#cache = new LiveCache(database, {
      collection: 'businesses',
      capacity: CAPACITY,
      keysOf: joinedIn,
      documentsOf: (memberships) => memberships.map(({ businessId }) => businessId),
    });
  }

  /**
   * One business, for somebody who has the right in it.
   * @throws Problem NOT_FOUND when it is unknown or somebody else's (which of the two is not told), FORBIDDEN when the member lacks the right.
   */
  async scope({ userId }: Principal, businessId: string, right: Right): Promise<BusinessScope> {
    const membership = (await this.#of(userId)).find((one) => one.businessId === businessId);
    if (membership === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    if (!membership.rights.includes(right)) throw lackingRight(right);
    return withinBusinesses({ businessIds: [businessId] });
  }

  /** Every business in which a person has the right; the scope may be empty, and then nothing is found in it. */
  async scopes({ userId }: Principal, right: Right): Promise<BusinessScope> {
    const memberships = await this.#of(userId);
    return withinBusinesses({ businessIds: memberships.filter(({ rights }) => rights.includes(right)).map(({ businessId }) => businessId) });
  }

  /**
   * What to tell somebody who did not find a thing in `scopes(principal, right)`.
   * @param isIn whether the thing lies in a scope; asked only where the person may read more than this right gives them.
   * @returns Problem FORBIDDEN when they may see it, NOT_FOUND otherwise.
   */
  async refusal({ userId }: Principal, right: Right, isIn: (scope: BusinessScope) => Promise<boolean>): Promise<Problem> {
    const others = (await this.#of(userId)).filter(({ rights }) => !rights.includes(right)).map(({ businessId }) => businessId);
    const visible = others.length > 0 && (await isIn(withinBusinesses({ businessIds: others })));
    return visible ? lackingRight(right) : new Problem(PROBLEMS.NOT_FOUND);
  }

  /** Drops what is known of a person, for the process that has just changed it; the others are told by the change stream. */
  forget(userId: string): void {
    this.#cache.invalidate(userId);
  }

  /** Whether answers come from memory at present. */
  get isLive(): boolean {
    return this.#cache.isLive;
  }

  #of(userId: string): Promise<readonly Membership[]> {
    return this.#cache.get(userId, async () => {
      const found = await this.businesses.find(memberWith({ userId, right: 'read' }), {}, ['members'], { limit: MOST, sort: { _id: -1 } });
      return found.map(({ _id, members }) => ({ businessId: _id, rights: rightsOf(members, userId) }));
    });
  }
}
