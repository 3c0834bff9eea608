import { randomBytes } from 'node:crypto';
import { hash, parseOptions, verify } from '@node-rs/argon2';
import { normalisePassword } from '../domain/password-policy.js';
import { PasswordHasher } from '../use-cases/password-hasher.js';
import { BoundedQueue } from './bounded-queue.js';

/** What a hash costs: KiB of memory, passes, lanes. */
export interface Argon2Parameters {
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** OWASP Password Storage Cheat Sheet: argon2id with 19 MiB, 2 passes, 1 lane. */
const PARAMETERS: Argon2Parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** More at once than cores would only make each slower, and each takes 19 MiB; who waits longer than 50 turns has given up. */
const AT_ONCE = 2;
const AT_MOST_WAITING = 50;

/** argon2id behind a short queue, so that a flood of logins starves nothing else of CPU and memory. */
export class Argon2PasswordHasher extends PasswordHasher {
  readonly #queue = new BoundedQueue(AT_ONCE, AT_MOST_WAITING);
  /** What an unknown account's password is compared with: same parameters, same time, a password that nobody knows. */
  readonly #nobodys: string;

  constructor(private readonly parameters: Argon2Parameters = PARAMETERS) {
    super();
    this.#nobodys = nobodysHash(parameters);
  }

  override hash(password: string): Promise<string> {
    return this.#queue.run(() => hash(normalisePassword(password), this.parameters));
  }

  override async verify(stored: string | undefined, password: string): Promise<boolean> {
    const matches = await this.#queue.run(() => verify(stored ?? this.#nobodys, normalisePassword(password)));
    return matches && stored !== undefined;
  }

  override isOutdated(stored: string): boolean {
    const made = parseOptions(stored);
    const { memoryCost, timeCost, parallelism } = this.parameters;
    return made.memoryCost !== memoryCost || made.timeCost !== timeCost || made.parallelism !== parallelism;
  }
}

/** In PHC form, with salt and hash from the dice: verifying against it costs a hash, and there is no password to it. */
export function nobodysHash({ memoryCost, timeCost, parallelism }: Argon2Parameters): string {
  const dice = (bytes: number): string => randomBytes(bytes).toString('base64').replaceAll('=', '');
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$${dice(16)}$${dice(32)}`;
}
