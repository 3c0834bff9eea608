import { spawn } from 'node:child_process';
import path from 'node:path';
import { json, text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { Lab } from '../../gather/lab.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import type { Complaint, Linted } from './linter.ts';

/** In the repository it runs as it is written, in a package it is compiled: as this file. */
const LINTER = fileURLToPath(new URL(`linter${path.extname(import.meta.url)}`, import.meta.url));
/** It collects early rather than let its heap grow: 150 MiB less, and hardly longer. */
const SPARING = ['--max-semi-space-size=1', '--optimize-for-size'];

/** In a process of its own: a document of some MiB takes it seconds and hundreds of MiB, neither of which the walk should lack. */
async function lintBeside(lab: Lab, document: unknown): Promise<readonly Complaint[]> {
  const child = spawn(process.execPath, [...SPARING, LINTER], { stdio: ['pipe', 'pipe', 'pipe'] });
  lab.onLeave(() => {
    child.kill();
  });
  // One that has died reads no more: why it died is told by what it wrote.
  child.stdin.on('error', () => undefined).end(JSON.stringify(document));
  const [linted, errors] = await Promise.all([(json(child.stdout) as Promise<Linted>).catch(() => undefined), text(child.stderr)]);
  if (linted === undefined) throw new Error(`the linter ended without a word: ${errors.trim().split('\n').at(-1) ?? ''}`);
  lab.ranBeside(linted.peakMemoryMiB);
  return linted.complaints;
}

export const lint = probingCheck({
  meta: {
    id: 'contract.lint',
    title: 'The document is well made',
    mode: 'passive',
    severity: 'P2',
    why: 'A document may be valid and still leave out what clients and reviewers need: the size of a list, the errors, the way in which it is secured.',
    how: 'Spectral runs its rules for OpenAPI and those of the OWASP API Security Top 10, as they are recommended, but for a few that other checks see better. What they call an error fails, once for each rule; warnings are told.',
    mend: 'Read the message of the rule; most are mended once, in a shared component of the document.',
    sources: ['Spectral, OpenAPI rules', 'Spectral OWASP API Security ruleset', 'OWASP API Security Top 10 2023'],
  },
  needs: ['document'],
  turn: 'beside',
  probe: (lab): Promise<readonly Complaint[]> => lintBeside(lab, lab.artifact('document').document),
  judge: ({ document }, complaints) => {
    const rules = new Map<string, Complaint[]>();
    for (const one of complaints) rules.set(one.rule, [...(rules.get(one.rule) ?? []), one]);
    const findings = [...rules].flatMap(([rule, all]): readonly Finding[] => {
      const [first, ...others] = all.filter(({ isError }) => isError);
      return first === undefined ? [] : [{ subject: rule, problem: `${first.place}: ${first.message}${others.length === 0 ? '' : ` (and ${others.length} more)`}` }];
    });
    const warnings = [...rules].filter(([, all]) => all.every(({ isError }) => !isError)).map(([rule, all]) => ({ text: `warning ${rule}: ${all.length} times, first at ${all[0]?.place ?? ''}` }));
    return verdictOf({ count: document.operations.length, of: 'operations' }, [{ text: `${complaints.length} complaints of ${rules.size} rules` }, ...warnings], findings);
  },
});
