import { randomBytes } from 'node:crypto';
import type { LogStart } from '../../artifacts/logs.ts';
import type { Lab } from '../../gather/lab.ts';
import { startOfLog, writtenSince } from '../../gather/logs.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import type { Exchange } from '../../http/exchange.ts';
import { withField } from '../../http/requests.ts';
import { probingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { cheapReads } from './asking.ts';

const OPERATIONS = 3;

interface Traced {
  readonly operation: string;
  readonly traceId: string;
  readonly exchange: Exchange;
  /** undefined where the log is not known. */
  readonly isLogged?: boolean;
}

export const trace = probingCheck({
  meta: {
    id: 'observability.trace',
    title: 'It takes part in the trace of whoever asks',
    mode: 'active',
    severity: 'P2',
    why: 'A request that crosses five services can be followed only where each hands on what it was given; where one starts afresh, the search ends.',
    how: 'Up to three operations that read are asked with a `traceparent` of the audit\'s own. The answer (a field or the body) or a line that the service logs meanwhile must hold the same trace id. Where no answer holds it and the log is not known, it is not available.',
    mend: 'Let OpenTelemetry (or the framework) read `traceparent`, and put the trace id of the current context into each line of the log.',
    sources: ['W3C Trace Context, section 3.2', 'OpenTelemetry specification, propagators'],
  },
  needs: ['document', 'walk'],
  probe: probeTrace,
  judge: (_, traced: readonly Traced[]) => {
    const lost = traced.filter((one) => !isAnswered(one) && one.isLogged !== true);
    if (lost.some(({ isLogged }) => isLogged === undefined)) return notAvailable('No answer holds the trace id that was sent, and whether the log does is not known: name it in `logs.file`.');
    const evidence = traced.filter((one) => !lost.includes(one)).map((one) => ({ text: `${one.operation}: trace ${one.traceId} is ${isAnswered(one) ? 'answered' : 'in the log'}`, exchange: one.exchange.id }));
    return verdictOf({ count: traced.length, of: 'requests with a traceparent' }, evidence, lost.map(({ operation, exchange, traceId }) => ({ subject: operation, problem: `trace ${traceId} is neither answered nor logged`, exchange: exchange.id })));
  },
});

async function probeTrace(lab: Lab): Promise<readonly Traced[]> {
  const log = logOf(lab);
  const traced: Traced[] = [];
  for (const { operation, request } of await cheapReads(lab, OPERATIONS)) {
    const traceId = randomBytes(16).toString('hex');
    const exchange = await lab.send(withField(request, 'traceparent', `00-${traceId}-${randomBytes(8).toString('hex')}-01`));
    traced.push({ operation: operation.id, traceId, exchange });
  }
  const written = log === undefined ? undefined : await writtenSince(lab, log);
  return traced.map((one) => (written === undefined ? one : { ...one, isLogged: written.includes(one.traceId) }));
}

function logOf(lab: Lab): LogStart | undefined {
  try {
    return startOfLog(lab);
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}

const isAnswered = ({ exchange: { answer }, traceId }: Traced): boolean => answer !== undefined && (answer.body.includes(traceId) || answer.headers.some(([, value]) => value.includes(traceId)));
