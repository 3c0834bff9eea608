import type { Lab } from '../../gather/lab.ts';
import { leavesOf } from '../../gather/pointers.ts';
import type { Sample } from '../../gather/samples.ts';
import type { Session } from '../../gather/session.ts';
import type { Fields } from '../../http/exchange.ts';
import { jsonBody } from '../../http/requests.ts';

export const BY_ARRANGED = 'by a stranger whom the target names';
export const BY_OTHER = 'by another account of the same role';
/** Who looks after everybody's objects by trade. */
const SEES_ALL = /admin|root|super|staff|operator|support|moderator|auditor/i;
const SECRET = /pass|secret|pwd|pin|key|token|otp|code/i;

/** Who tries to reach what a request is about. */
export interface Stranger {
  readonly credentials: Fields;
  /** Of the variation that they send. */
  readonly name: string;
}

/** The stranger whom the arranger names, or another account of the same role; nobody for roles that look after everybody's objects. */
export function strangerOf(sample: Sample, lab: Lab): Stranger | undefined {
  if (sample.stranger !== undefined) return { credentials: sample.stranger, name: BY_ARRANGED };
  const other = otherOf(sample, lab);
  return other === undefined ? undefined : { credentials: other.credentials, name: BY_OTHER };
}

function otherOf({ account, role }: Sample, lab: Lab): Session | undefined {
  if (account === undefined || SEES_ALL.test(role ?? '')) return undefined;
  return lab.sessions.usable.find((session) => session.role === role && session.account !== account);
}

/** Whether the body of a request names the other account, so that what it makes may well be meant for both: a member, a recipient. */
export function namesOther(sample: Sample, lab: Lab): boolean {
  const other = otherOf(sample, lab);
  if (other === undefined) return false;
  const own = namesOf(lab, lab.sessions.usable.find(({ account }) => account === sample.account));
  const names = [...namesOf(lab, other)].filter((name) => !own.has(name));
  const sent = new Set(leavesOf(jsonBody(sample.request)).map(([, value]) => String(value)));
  return names.some((name) => sent.has(name));
}

/** What an account is called: in the target file, in what it logs in with, in its token. */
function namesOf({ target: { accounts = {} } }: Lab, session: Session | undefined): ReadonlySet<string> {
  if (session === undefined) return new Set();
  const variables = Object.entries(accounts[session.account]?.variables ?? {}).filter(([name]) => !SECRET.test(name)).map(([, value]) => value);
  return new Set([session.account, ...variables, ...claimsOf(session)]);
}

/** The texts and numbers of a JWT's payload; none of a token of another kind. RFC 7519 section 3. */
function claimsOf({ token = '' }: Session): readonly string[] {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as unknown;
    return leavesOf(claims).map(([, value]) => String(value));
  } catch {
    return [];
  }
}
