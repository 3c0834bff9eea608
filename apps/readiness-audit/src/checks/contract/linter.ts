import { parentPort, workerData } from 'node:worker_threads';
import { Spectral } from '@stoplight/spectral-core';
import { RULESET } from './ruleset.ts';

/** A complaint of a rule. */
export interface Complaint {
  readonly rule: string;
  readonly isError: boolean;
  /** Where in the document, dotted. */
  readonly place: string;
  readonly message: string;
}

/** Of the levels of Spectral. */
const ERRORS: readonly number[] = [0];
const MOST_KEPT = 500;

/** A thread of its own: is given a document, tells what the linter says of it, errors first. */
const linter = new Spectral();
linter.setRuleset(RULESET);
const results = await linter.run(workerData as Record<string, unknown>);
const complaints = results.map(({ code, severity, path, message }): Complaint => ({ rule: String(code), isError: ERRORS.includes(severity), place: path.join('.'), message }));
parentPort?.postMessage(complaints.sort((one, other) => Number(other.isError) - Number(one.isError)).slice(0, MOST_KEPT));
