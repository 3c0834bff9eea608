import { Problem, PROBLEMS } from '@plumbline/problems';
import { Error as MongooseError, mongo } from 'mongoose';

/** Seconds after which a client may try again: about one heartbeat. */
const RETRY_AFTER_SECONDS = 2;

/** MaxTimeMSExpired, ExceededTimeLimit. */
const TIME_IS_UP = new Set<unknown>([50, 262]);

/**
 * Server codes that say "not now": the network or stepping-down errors of the driver specification "Retryable writes",
 * and a write concern that was not met in time (64, 100).
 */
const NOT_NOW = new Set<unknown>([6, 7, 64, 89, 91, 100, 189, 9001, 10107, 11600, 11602, 13435, 13436, 134]);

const DUPLICATE_KEY = 11_000;

/** Names of driver and Mongoose errors that mean that no server could be reached. */
const UNREACHABLE = new Set([
  'MongoServerSelectionError',
  'MongooseServerSelectionError',
  'MongoWaitQueueTimeoutError',
  'MongoNotConnectedError',
  'MongoTopologyClosedError',
  'MongoClientClosedError',
  'MongoPoolClosedError',
]);

/**
 * The name of the unique index that refused a write.
 * @param error as thrown by the driver, or a Problem that carries it as its cause.
 * @returns undefined for every other failure.
 */
export function duplicateKeyIndex(error: unknown): string | undefined {
  const source = error instanceof Problem ? error.cause : error;
  if (!(source instanceof mongo.MongoServerError) || source.code !== DUPLICATE_KEY) return undefined;
  return /index: (\S+)/.exec(source.message)?.[1] ?? '_id_';
}

/**
 * The places in an unordered insert whose `_id` was stored before, when that is all that was wrong with it.
 * @throws whatever else was: another unique index, a document that the schema refuses, a write concern that was not met, a lost connection.
 */
export function refusedIds(error: unknown): ReadonlySet<number> {
  if (!(error instanceof mongo.MongoBulkWriteError) || error.result.getWriteConcernError() !== undefined) throw error;
  const refusals = [error.writeErrors].flat();
  if (refusals.length === 0 || !refusals.every(({ code, errmsg }) => code === DUPLICATE_KEY && / index: _id_ /.test(errmsg ?? ''))) throw error;
  // What the schema refuses Mongoose leaves out, and tells beside the server's refusals only in passing.
  const { results } = error as unknown as { readonly results: readonly unknown[] };
  const invalid = results.find((result) => result instanceof MongooseError);
  if (invalid !== undefined) throw invalid;
  return new Set(refusals.map(({ index }) => index));
}

/**
 * What a failure of the database is called at the edge.
 * @param error anything thrown below.
 * @returns the Problem (DEPENDENCY_DOWN, DEADLINE_EXCEEDED, ALREADY_EXISTS), with the failure as its cause; undefined when it is none of the database's known ones.
 */
export function toProblem(error: unknown): Problem | undefined {
  if (!(error instanceof Error)) return undefined;
  // A lost connection during an insert comes wrapped: the wrapping has no code, and what happened stands in its `errorResponse`.
  const inner: unknown = error instanceof mongo.MongoBulkWriteError ? error.errorResponse : undefined;
  if (inner instanceof mongo.MongoError && inner !== error) return toProblem(inner);
  if (error instanceof mongo.MongoNetworkError || UNREACHABLE.has(error.name)) return dependencyDown(error);
  if (error instanceof mongo.MongoOperationTimeoutError) return new Problem(PROBLEMS.DEADLINE_EXCEEDED, { cause: error });
  if (!(error instanceof mongo.MongoServerError)) return undefined;
  if (error.code === DUPLICATE_KEY) return new Problem(PROBLEMS.ALREADY_EXISTS, { cause: error });
  if (TIME_IS_UP.has(error.code)) return new Problem(PROBLEMS.DEADLINE_EXCEEDED, { cause: error });
  return NOT_NOW.has(error.code) ? dependencyDown(error) : undefined;
}

/** The Problem of a database that does not answer; `cause` is logged, never sent. */
export function dependencyDown(cause: unknown): Problem {
  return new Problem(PROBLEMS.DEPENDENCY_DOWN, { detail: 'The database does not answer.', retryAfterSeconds: RETRY_AFTER_SECONDS, cause });
}
