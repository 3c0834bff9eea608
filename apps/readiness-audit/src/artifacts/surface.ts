import { type Exchange, mediaTypeOf } from '../http/exchange.ts';

/** What the target answers where nothing is: what looks like this proves nothing. */
export interface Surface {
  readonly root: Exchange;
  /** A path that cannot exist. */
  readonly unknown: Exchange;
  /** The same below the base path of the document's operations. */
  readonly unknownBelow: Exchange;
}

/** Whether something is answered as a path is that cannot exist: by a page for all, by a mock. That it is a 2xx proves nothing then. */
export function looksLikeNothing({ answer }: Exchange, { unknown, unknownBelow }: Surface): boolean {
  return answer !== undefined && [unknown, unknownBelow].some((one) => one.answer !== undefined && one.answer.status === answer.status && one.answer.body === answer.body && mediaTypeOf(one.answer.headers) === mediaTypeOf(answer.headers));
}
