import { mongo } from 'mongoose';

/** An index as data; it stands in the `src/data/indexes.ts` of the library whose query it serves. */
export interface IndexDefinition {
  readonly collection: string;
  readonly name: string;
  readonly keys: Readonly<Record<string, 1 | -1 | 'text'>>;
  readonly options?: {
    readonly unique?: boolean;
    readonly partialFilterExpression?: Readonly<Record<string, unknown>>;
    /** Seconds after the date in the key at which MongoDB removes the document. */
    readonly expireAfterSeconds?: number;
  };
  /** The query or the rule it is there for. */
  readonly serves: string;
}

const NAMESPACE_NOT_FOUND = 26;
const INDEX_NOT_FOUND = 27;

/**
 * The named ones of a library's indexes, so that one added later does not silently join an old migration.
 * @throws Error when there is none of that name.
 */
export function pickIndexes(indexes: readonly IndexDefinition[], ...names: readonly string[]): readonly IndexDefinition[] {
  return names.map((name) => {
    const found = indexes.find((index) => index.name === name);
    if (found === undefined) throw new Error(`There is no index \`${name}\`.`);
    return found;
  });
}

/** Makes indexes; those that are there with the same definition stay. */
export async function createIndexes(db: mongo.Db, indexes: readonly IndexDefinition[]): Promise<void> {
  for (const { collection, name, keys, options = {} } of indexes) {
    await db.collection(collection).createIndex({ ...keys }, { name, ...options }, {});
  }
}

/** Removes indexes; those that are gone are none the less gone. */
export async function dropIndexes(db: mongo.Db, indexes: readonly IndexDefinition[]): Promise<void> {
  for (const { collection, name } of [...indexes].reverse()) {
    try {
      await db.collection(collection).dropIndex(name);
    } catch (error) {
      const code = error instanceof mongo.MongoServerError ? error.code : undefined;
      if (code !== NAMESPACE_NOT_FOUND && code !== INDEX_NOT_FOUND) throw error;
    }
  }
}
