import { Injectable } from '@nestjs/common';
import { Database, defineScope, EVERYTHING, type Everything, type Filter, type Found, Repository, type Scope, someElement, type Write } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { BUSINESSES_PER_PERSON, lackingRight, type Member, type MemberRight } from '../domain/members.js';
import { BUSINESS_PROBLEMS } from '../domain/problems.js';
import { BUSINESS_SCHEMA, type BusinessDocument } from './business.schema.js';

/** The businesses in which a person has a right. The right is part of the query, so it is as exact as the database, whatever a cache holds. */
export type MemberScope = Scope<'member', { userId: string; right: MemberRight }>;

/** Makes a `MemberScope`; inside this library only. */
export const memberWith = defineScope<'member', { userId: string; right: MemberRight }>();

@Injectable()
export class BusinessesRepository extends Repository<BusinessDocument, MemberScope> {
  constructor(database: Database) {
    super(database, 'businesses', BUSINESS_SCHEMA);
  }

  protected override scopeFilter({ by: { userId, right } }: MemberScope): Filter<BusinessDocument> {
    return { members: someElement<Member>({ userId, rights: right }) };
  }

  /** As in the base; a member who lacks the right is told FORBIDDEN, for everybody else the business is NOT_FOUND. */
  override async get<const K extends keyof BusinessDocument>(scope: MemberScope | Everything, id: string, fields: readonly K[]): Promise<Found<BusinessDocument, K>> {
    return super.get(scope, id, fields).catch((error: unknown) => this.#refuse(error, scope, id));
  }

  /** As in the base; a member who lacks the right is told FORBIDDEN, for everybody else the business is NOT_FOUND. */
  override async update<const K extends keyof BusinessDocument>(scope: MemberScope | Everything, id: string, write: Write<BusinessDocument>, fields: readonly K[]): Promise<Found<BusinessDocument, K>> {
    return super.update(scope, id, write, fields).catch((error: unknown) => this.#refuse(error, scope, id));
  }

  /**
   * Holds people to a number of businesses, so that the scope of all of them stays a short list. Two joins at once may both pass; no invariant stands on it.
   * @throws Problem BUSINESS_LIMIT_REACHED
   */
  async assertRoomFor(userId: string): Promise<void> {
    const joined = await this.count(memberWith({ userId, right: 'read' }), {}, BUSINESSES_PER_PERSON);
    if (joined >= BUSINESSES_PER_PERSON) throw new Problem(BUSINESS_PROBLEMS.BUSINESS_LIMIT_REACHED);
  }

  async #refuse(error: unknown, scope: MemberScope | Everything, id: string): Promise<never> {
    if (error instanceof Problem && error.type === PROBLEMS.NOT_FOUND && isMemberScope(scope) && (await this.#isVisible(scope, id))) throw lackingRight(scope.by.right);
    throw error;
  }

  async #isVisible({ by: { userId, right } }: MemberScope, id: string): Promise<boolean> {
    return right !== 'read' && (await this.findOne(memberWith({ userId, right: 'read' }), { _id: id }, [])) !== undefined;
  }
}

function isMemberScope(scope: MemberScope | Everything): scope is MemberScope {
  return scope !== EVERYTHING;
}
