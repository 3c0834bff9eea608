import { randomUUID } from 'node:crypto';
import type { Walk } from '../../artifacts/walk.ts';
import { probingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import type { ApiDocument } from '../../openapi/document.ts';

const UNKNOWN_PATHS = 3;
/** Shorter ones stand in other values by chance. */
const LEAST_ID = 8;

export const cardinality = probingCheck({
  meta: {
    id: 'observability.cardinality',
    title: 'No id becomes a label',
    mode: 'active',
    severity: 'P1',
    why: 'Each value of a label is a series of its own that is kept in memory: with ids as labels every customer, and every scanner that tries paths, makes the service and its Prometheus larger until one of them falls over.',
    how: 'The audit notes the ids that it sent in the places of path parameters, and asks for three paths that nobody has ever asked for. Afterwards no label of any metric may hold one of them.',
    mend: 'Label requests by the pattern of their route (`/things/{id}`), and all that fits no route by one word.',
    sources: ['Prometheus documentation, "Metric and label naming", labels', 'CWE-770'],
  },
  needs: ['document', 'walk', 'metricsAfter'],
  probe: async (lab) => {
    const unknown = Array.from({ length: UNKNOWN_PATHS }, () => randomUUID());
    for (const id of unknown) await lab.send({ method: 'GET', path: `/${id}` });
    return unknown;
  },
  judge: ({ document, walk, metricsAfter: { families, place, exchange, problem } }, unknown) => {
    if (problem !== undefined) return notAvailable(`${place}: ${problem}.`);
    const sent = new Set([...unknown, ...idsIn(document, walk)]);
    const values = families.flatMap(({ name, samples }) => samples.flatMap(({ labels }) => Object.entries(labels).map(([label, value]) => ({ place: `${name}{${label}}`, value }))));
    const found = new Map(values.filter(({ value }) => [...sent].some((id) => value.includes(id))).map((one) => [one.place, one.value]));
    const findings = [...found].map(([subject, value]) => ({ subject, problem: `holds an id that was sent in a path: ${value.slice(0, 120)}`, exchange }));
    return verdictOf({ count: sent.size, of: 'ids that were sent' }, [{ text: `${sent.size} ids were looked for in ${values.length} labels of ${families.length} metrics`, exchange }], findings);
  },
});

/** What stood in the places of path parameters and is somebody's id. */
function idsIn({ operations }: ApiDocument, { visits }: Walk): readonly string[] {
  return visits.flatMap(({ operation: id, control }) => {
    const parts = operations.find((one) => one.id === id)?.path.split('/') ?? [];
    const sent = control === undefined ? [] : new URL(control.request.url).pathname.split('/');
    return parts.flatMap((part, place) => (part.includes('{') ? [sent[place] ?? ''] : [])).filter((one) => one.length >= LEAST_ID && /\d/.test(one));
  });
}
