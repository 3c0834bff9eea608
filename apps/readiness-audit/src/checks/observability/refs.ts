import type { Family } from '../../artifacts/metrics.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { metricsIn } from './promql.ts';
import { queriesIn, rulesIn } from './rules.ts';

/** Of other programs: exporters, the cluster, Prometheus itself. */
const OTHERS = /^(up|ALERTS(_FOR_STATE)?|scrape_\w+|(node|kube|kubelet|container|machine|cadvisor|apiserver|etcd|coredns|prometheus|alertmanager|grafana|loki|tempo|promtail|otelcol|pushgateway|probe|blackbox|redis|mongodb|mongo|mysql|pg|postgres|rabbitmq|kafka|nginx|haproxy|traefik|envoy|istio|caddy|elasticsearch|memcached|rabbit|windows|snmp|aws|cert_manager|certmanager|argocd|velero|cilium|minio|consul|vault)_\w+)$/;

interface Reference {
  readonly name: string;
  readonly file: string;
  readonly line?: number;
  readonly where: string;
}

export const refs = readingCheck({
  meta: {
    id: 'observability.refs',
    title: 'Dashboards and alerts name metrics that exist',
    mode: 'passive',
    severity: 'P2',
    why: 'An alert on a metric that was renamed never fires, and nobody notices, as silence looks like health; a panel on one is empty on the night it is needed.',
    how: 'The queries of all dashboards of Grafana and all rules of Prometheus in the repository are read for the metrics that they name, and each is looked up in the exposition of the service and among the recorded rules. Those of other programs (exporters, the cluster, Prometheus itself) are known by their first word and passed over. Where none at all exists, they are about another service and it is not available; a repository without dashboards and rules has none to be wrong: not applicable.',
    mend: 'Rename in both places at once; declare counters at the start of the service so that they are exposed before they count.',
    sources: ['Prometheus documentation, "Metric and label naming" and "Avoid missing metrics"'],
  },
  needs: ['repository', 'metricsAfter'],
  judge: ({ repository: { texts, files }, metricsAfter: { families, place, problem, exchange } }) => {
    if (problem !== undefined) return notAvailable(`${place}: ${problem}.`);
    const [rules, queries] = [rulesIn(texts), queriesIn(texts)];
    const references: readonly Reference[] = [
      ...rules.flatMap(({ file, line, alert, record, expression }) => metricsIn(expression).map((name) => ({ name, file, line, where: alert ?? record ?? 'rule' }))),
      ...queries.flatMap(({ file, panel, expression }) => metricsIn(expression).map((name) => ({ name, file, where: `panel ${panel}` }))),
    ].filter(({ name }) => !OTHERS.test(name));
    if (references.length === 0) return notApplicable(`Among ${files.length} files no dashboard and no rule names a metric of the service.`);
    const known = new Set([...namesOf(families), ...rules.flatMap(({ record }) => (record === undefined ? [] : [record]))]);
    const missing = references.filter(({ name }) => !known.has(name));
    const isAbout = references.some(({ name }) => known.has(name) && !name.includes(':'));
    if (!isAbout) return notAvailable(`None of the ${new Set(references.map(({ name }) => name)).size} metrics that dashboards and rules name is at ${place}: is \`metrics\` that of the service they are about?`);
    const findings: readonly Finding[] = missing.map(({ name, file, line, where }) => ({ subject: name, problem: `is named by ${where} and does not exist`, file, ...(line === undefined ? {} : { line }) }));
    const evidence = [{ text: `${rules.length} rules and ${queries.length} queries name ${new Set(references.map(({ name }) => name)).size} metrics; ${families.length} are exposed`, exchange }];
    return verdictOf({ count: references.length, of: 'references to metrics' }, evidence, findings);
  },
});

/** All names under which a family may be asked for, those of series that have not been counted yet included. */
function namesOf(families: readonly Family[]): readonly string[] {
  return families.flatMap(({ name, type, samples }) => [name, ...samples.map((sample) => sample.name), ...(type === 'histogram' || type === 'summary' ? ['_bucket', '_count', '_sum'].map((suffix) => name + suffix) : []), ...(type === 'counter' ? [`${name}_total`, `${name}_created`] : [])]);
}
