import { v7 } from 'uuid';

/** Where identifiers come from; injected, so that tests are exact. */
export abstract class Ids {
  /** A fresh identifier; later ones sort after earlier ones of the same process. */
  abstract next(): string;
}

/** UUIDv7 (RFC 9562 section 5.7), monotonic within the process: index pages fill in order, and nothing can be counted from outside. */
export class TimeOrderedIds extends Ids {
  override next(): string {
    return v7();
  }
}
