import { once } from 'node:events';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Lab } from '../../gather/lab.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { isObject } from '../../json.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import type { Complaint } from './linter.ts';

/** In the repository it runs as it is written, in a package it is compiled: as this file. */
const LINTER = new URL(`linter${path.extname(import.meta.url)}`, import.meta.url);
/** In MiB. A young generation this small is collected often, which costs hardly any time and spares the old one. */
const YOUNG = 2;
/** Of the old one: Spectral holds a document some forty times over, and collects late unless it has to. */
const [LEAST, MOST, TIMES] = [160, 2_048, 100];

/** Without paths and operations that are null, on which rules of Spectral throw: contract.valid says that they are there. */
function withoutNothing(document: Readonly<Record<string, unknown>>): unknown {
  const items = Object.entries(isObject(document['paths']) ? document['paths'] : {}).filter((entry): entry is [string, Record<string, unknown>] => isObject(entry[1]));
  return { ...document, paths: Object.fromEntries(items.map(([path, item]) => [path, Object.fromEntries(Object.entries(item).filter(([, operation]) => operation !== null))])) };
}

/** In a thread of its own: a document of some MiB takes it seconds, which the walk should not lack, and memory that is given back when it ends. */
async function lintBeside(lab: Lab, document: Readonly<Record<string, unknown>>): Promise<readonly Complaint[]> {
  const size = JSON.stringify(document).length / 1_048_576;
  const limit = Math.min(MOST, Math.max(LEAST, Math.ceil(size * TIMES)));
  const worker = new Worker(LINTER, { workerData: withoutNothing(document), resourceLimits: { maxYoungGenerationSizeMb: YOUNG, maxOldGenerationSizeMb: limit } });
  lab.ending.addEventListener('abort', () => void worker.terminate());
  const [complaints] = (await Promise.race([once(worker, 'message'), once(worker, 'exit').then(() => [])]).catch((error: unknown) => {
    if ((error as { readonly code?: unknown }).code === 'ERR_WORKER_OUT_OF_MEMORY') throw new Unavailable(`The linter needs more than ${limit} MiB for a document of ${size.toFixed(1)} MiB.`);
    throw new Unavailable(`Spectral broke on the document, so that nobody knows what it would say: ${(error as Error).message.split('\n')[0] ?? ''}. If contract.valid finds something, mend that first.`);
  })) as readonly (readonly Complaint[])[];
  lab.ending.throwIfAborted();
  if (complaints === undefined) throw new Unavailable('The linter was ended before it had looked at all of the document.');
  return complaints;
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
