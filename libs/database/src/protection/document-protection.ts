import { mongo, type Schema } from 'mongoose';
import type { BlindValue } from '../filter.js';
import { type BlindIndex, type FieldCipher, UnreadableValue } from './field-cipher.js';
import { ANY_KEY, type ProtectedPath, protectedPaths } from './protected-paths.js';
import { fromBytes, toBytes } from './value-codec.js';

type Members = Record<string, unknown>;
/** Changes one value; `path` is where it stands: with the keys of maps, without the positions of lists. */
type Transform = (value: unknown, path: string) => unknown;

/** A copy of `value` with what stands at `segments` changed; lists on the way are entered element by element, maps key by key. */
function mapAt(value: unknown, segments: readonly string[], from: number, path: string, transform: Transform): unknown {
  if (Array.isArray(value)) return value.map((element) => mapAt(element, segments, from, path, transform));
  if (value === null || value === undefined) return value;
  if (from === segments.length) return transform(value, path);
  if (typeof value !== 'object') return value;
  const segment = segments[from] as string;
  const members = value as Members;
  if (segment === ANY_KEY) return Object.fromEntries(Object.entries(members).map(([key, member]) => [key, mapAt(member, segments, from + 1, `${path}.${key}`, transform)]));
  if (members[segment] === undefined) return value;
  return { ...members, [segment]: mapAt(members[segment], segments, from + 1, `${path}.${segment}`, transform) };
}

/** An encrypted value where it is stored. */
export interface SealedValue {
  /** As the driver gives it, to compare with. */
  readonly stored: mongo.Binary;
  readonly bytes: Uint8Array;
  /** With the keys of maps, without the positions of lists: what the value is bound to. */
  readonly path: string;
  /** With the positions of lists, too: what an update names. */
  readonly target: string;
}

function sealedAt(value: unknown, segments: readonly string[], from: number, target: readonly string[], path: string): SealedValue[] {
  if (value instanceof mongo.Binary) return [{ stored: value, bytes: value.buffer, path, target: target.join('.') }];
  if (Array.isArray(value)) return value.flatMap((element, position) => sealedAt(element, segments, from, [...target, String(position)], path));
  const segment = segments[from];
  if (segment === undefined || value === null || typeof value !== 'object') return [];
  const members = value as Members;
  const keys = segment === ANY_KEY ? Object.keys(members) : [segment];
  return keys.flatMap((key) => sealedAt(members[key], segments, from + 1, [...target, key], path === '' ? key : `${path}.${key}`));
}

/** Encrypts what goes into one collection and decrypts what comes out of it. */
export class DocumentProtection {
  readonly paths: readonly ProtectedPath[];
  readonly #byMember = new Map<string, ProtectedPath[]>();

  constructor(
    readonly collection: string,
    schema: Schema,
    private readonly cipher: FieldCipher,
    private readonly blindIndex: BlindIndex,
  ) {
    this.paths = protectedPaths(schema);
    for (const path of this.paths) {
      const member = path.segments[0] as string;
      this.#byMember.set(member, [...(this.#byMember.get(member) ?? []), path]);
    }
  }

  /**
   * The hash under which a protected value is found.
   * @throws Error when the path has no blind index.
   */
  blind(path: string, value: string): BlindValue {
    const normalise = this.paths.find((candidate) => candidate.path === path)?.normalise;
    if (normalise === undefined) throw new Error(`\`${this.collection}.${path}\` has no blind index.`);
    return this.blindIndex.of(`${this.collection}.${path}`, normalise(value));
  }

  /** Whether a write at the dotted path `target` touches a protected place. */
  isProtected(target: string): boolean {
    return this.#placesUnder(target.split('.')).length > 0;
  }

  /**
   * What is stored for `value` at the dotted path `target` of the document `id`; also for a whole member that holds protected places.
   */
  encryptAt(target: string, value: unknown, id: string): unknown {
    const segments = target.split('.');
    let stored = value;
    for (const place of this.#placesUnder(segments)) stored = mapAt(stored, place.segments, segments.length, target, (plain, path) => this.cipher.encrypt(toBytes(plain), this.#aad(path, id)));
    return stored;
  }

  /** The blind hashes that a write of `value` at `target` sets (`blind.<path>`), or takes away (undefined). */
  blindsAt(target: string, value: unknown): ReadonlyMap<string, BlindValue | undefined> {
    const segments = target.split('.');
    const blinds = new Map<string, BlindValue | undefined>();
    for (const place of this.#placesUnder(segments)) {
      if (place.normalise === undefined) continue;
      const plain = place.segments.slice(segments.length).reduce<unknown>((members, segment) => (members as Members | null | undefined)?.[segment], value);
      blinds.set(`blind.${place.path}`, typeof plain === 'string' ? this.blind(place.path, plain) : undefined);
    }
    return blinds;
  }

  /**
   * Decrypts, in place, what a lean read brought.
   * @throws UnreadableValue when a value was changed, moved, is not encrypted, or its key is gone.
   */
  decrypt(document: Members, id: string): void {
    if (this.#byMember.size === 0) return;
    for (const member of Object.keys(document)) {
      for (const place of this.#byMember.get(member) ?? []) {
        document[member] = mapAt(document[member], place.segments, 1, member, (stored, path) => this.#open(stored, path, id));
      }
    }
  }

  /** The encrypted values of a stored document, each with the path at which an update reaches it: with positions of lists and keys of maps. */
  sealedIn(document: Readonly<Members>): readonly SealedValue[] {
    return this.paths.flatMap(({ segments }) => sealedAt(document, segments, 0, [], ''));
  }

  /** The same value under the key that encrypts now. @throws UnreadableValue as `decrypt`. */
  sealAgain({ bytes, path }: SealedValue, id: string): mongo.Binary {
    const aad = this.#aad(path, id);
    return this.cipher.encrypt(this.cipher.decrypt(bytes, aad), aad);
  }

  #open(stored: unknown, path: string, id: string): unknown {
    const bytes = stored instanceof mongo.Binary ? stored.buffer : stored;
    if (!(bytes instanceof Uint8Array)) throw new UnreadableValue(`The value at ${this.#aad(path, id)} is not encrypted.`);
    return fromBytes(this.cipher.decrypt(bytes, this.#aad(path, id)));
  }

  /** @throws Error when the target lies inside a value that is encrypted as a whole: a part of it would be stored plain. */
  #placesUnder(segments: readonly string[]): readonly ProtectedPath[] {
    const places = this.#byMember.get(segments[0] as string) ?? [];
    const inside = places.find((place) => place.segments.length < segments.length && place.segments.every((segment, index) => segment === ANY_KEY || segments[index] === segment));
    if (inside !== undefined) throw new Error(`\`${segments.join('.')}\` is inside \`${inside.path}\`, which is encrypted as a whole.`);
    return places.filter((place) => segments.every((segment, index) => place.segments[index] === segment || place.segments[index] === ANY_KEY));
  }

  #aad(path: string, id: string): string {
    return `${this.collection}|${path}|${id}`;
  }
}
