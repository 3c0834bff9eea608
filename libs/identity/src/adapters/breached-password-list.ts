import { hash } from 'node:crypto';
import { BreachedPasswords } from '../use-cases/breached-passwords.js';
import list from './breached-passwords.json' with { type: 'json' };

/**
 * A list that is shipped (tools/breached-passwords.mjs says of what it is made): the first bytes of each password's SHA-256, sorted. About
 * 1.8 MB of memory, some microseconds a question, and one good password in seven million that is refused for nothing. A list in the
 * process asks nobody: what somebody wants for a password is told to no other service, and registration works without the internet.
 */
export class BreachedPasswordList extends BreachedPasswords {
  readonly #entries = Buffer.from(list.entries, 'base64');

  override includes(password: string): boolean {
    const wanted = hash('sha256', password.normalize('NFC').toLowerCase(), 'buffer').subarray(0, list.bytes);
    let [low, high] = [0, list.count];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const order = wanted.compare(this.#entries, middle * list.bytes, (middle + 1) * list.bytes);
      if (order === 0) return true;
      if (order < 0) high = middle;
      else low = middle + 1;
    }
    return false;
  }
}
