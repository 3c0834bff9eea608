import { json } from 'node:stream/consumers';
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

/** What this program writes. */
export interface Linted {
  /** Errors first. */
  readonly complaints: readonly Complaint[];
  readonly peakMemoryMiB: number;
}

/** Of the levels of Spectral. */
const ERRORS: readonly number[] = [0];
const MOST_KEPT = 500;

/** A program of its own: reads a document as JSON, writes what the linter says of it. */
const linter = new Spectral();
linter.setRuleset(RULESET);
const results = await linter.run(await json(process.stdin) as Record<string, unknown>);
const complaints = results.map(({ code, severity, path, message }): Complaint => ({ rule: String(code), isError: ERRORS.includes(severity), place: path.join('.'), message })).sort((one, other) => Number(other.isError) - Number(one.isError)).slice(0, MOST_KEPT);
const linted: Linted = { complaints, peakMemoryMiB: Math.round(process.resourceUsage().maxRSS / 1_024) };
process.stdout.write(JSON.stringify(linted));
