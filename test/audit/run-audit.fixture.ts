import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Root of the repository. */
export const ROOT = path.join(__dirname, '../..');
const PROGRAM = path.join(ROOT, 'apps/readiness-audit/bin/plumbline-audit.mjs');

/** As much of a report as is looked at here. */
export interface Report {
  readonly judgement: { readonly verdict: string; readonly score: { readonly floor: number }; readonly blockers: readonly string[] };
  readonly checks: readonly { readonly meta: { readonly id: string }; readonly outcome: { readonly outcome: string; readonly reason?: string } }[];
}

/** Runs the program in a folder, as people do; what it prints goes where this does. @returns its exit code. */
export function plumblineAudit(folder: string, ...args: readonly string[]): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAM, ...args], { cwd: folder, stdio: ['ignore', 'inherit', 'inherit'] });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}

export const readReport = (folder: string): Report => JSON.parse(readFileSync(path.join(folder, 'report.json'), 'utf8')) as Report;

/** Checks that broke: their ids and why. */
export const errorsOf = ({ checks }: Report): readonly string[] => checks.filter(({ outcome }) => outcome.outcome === 'error').map(({ meta, outcome }) => `${meta.id}: ${outcome.reason ?? ''}`);
