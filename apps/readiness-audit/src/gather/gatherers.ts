import type { ArtifactName, Artifacts } from '../artifacts/artifacts.ts';
import { declaredBy } from './declared.ts';
import { gatherDocument } from './gather-document.ts';
import { gatherHealth } from './health.ts';
import { gatherLimit } from './limit.ts';
import { gatherLogs, startOfLog } from './logs.ts';
import { gatherMetrics, scrape } from './metrics.ts';
import { gatherRepository } from './repository/repository.ts';
import { gatherSurface } from './surface.ts';
import type { Lab } from './lab.ts';

/** Brings home one artifact. */
export interface Gatherer<N extends ArtifactName = ArtifactName> {
  readonly name: N;
  /** Artifacts that it works on; they come first. */
  readonly needs: readonly ArtifactName[];
  /** `after` all probes have sent what they send: logs, counters. */
  readonly when: 'before' | 'after';
  /** @throws Unavailable */
  readonly gather: (lab: Lab) => Promise<Artifacts[N]>;
}

type AnyGatherer = { readonly [N in ArtifactName]: Gatherer<N> }[ArtifactName];

/** In the order in which they are gathered; the walk stands between `before` and `after` and is no gatherer, as the checks take part in it. */
export const GATHERERS: readonly AnyGatherer[] = [
  // Before anybody logs in: a log that holds passwords does so from the first login on.
  { name: 'logStart', needs: [], when: 'before', gather: (lab) => Promise.resolve(startOfLog(lab)) },
  { name: 'sessions', needs: [], when: 'before', gather: (lab) => lab.sessions.open() },
  { name: 'declared', needs: [], when: 'before', gather: ({ target }) => Promise.resolve(declaredBy(target)) },
  { name: 'document', needs: [], when: 'before', gather: (lab) => gatherDocument(lab) },
  { name: 'surface', needs: ['document'], when: 'before', gather: gatherSurface },
  { name: 'health', needs: ['document'], when: 'before', gather: gatherHealth },
  { name: 'repository', needs: [], when: 'before', gather: gatherRepository },
  { name: 'metrics', needs: [], when: 'before', gather: gatherMetrics },
  { name: 'exchanges', needs: ['document', 'walk'], when: 'after', gather: (lab) => Promise.resolve(lab.exchanges) },
  { name: 'ending', needs: ['document', 'walk'], when: 'after', gather: ({ died }) => Promise.resolve(died === undefined ? {} : { died }) },
  { name: 'metricsAfter', needs: ['metrics'], when: 'after', gather: (lab) => scrape(lab, lab.artifact('metrics').place) },
  { name: 'logs', needs: ['logStart'], when: 'after', gather: (lab) => gatherLogs(lab, lab.artifact('logStart')) },
  // Whoever sends anything behind this one may be refused.
  { name: 'limit', needs: ['document', 'walk'], when: 'after', gather: gatherLimit },
];
