import { type Exchange, inWords, jsonOf } from '../../http/exchange.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, type Verdict, verdictOf } from '../../judge/outcome.ts';

export const split = readingCheck({
  meta: {
    id: 'health.split',
    title: 'Being alive and being ready are two questions',
    mode: 'active',
    severity: 'P0',
    why: 'With one answer for both, a database that is away for a minute gets every copy of the service killed and started again, all at once.',
    how: 'Liveness and readiness are asked without credentials: at `health` of the target file, at what the document calls so, else at the usual addresses. Both must answer 2xx, at two addresses. They pass when readiness says more than liveness does, as it looks at what the service stands on; where both say the very same, nothing tells them apart while all is well, and the check is not available. It fails where there is one address for both, or none.',
    mend: 'Let liveness say only that the process answers; let readiness look at each dependency that no request can do without, with a deadline of its own, and answer 503 when one is away.',
    sources: ['Kubernetes documentation, Liveness, Readiness and Startup Probes', 'draft-inadarei-api-health-check-06'],
  },
  needs: ['health'],
  judge: ({ health: { isTold, live, ready, single, asked } }) => {
    const places = `${asked.length} addresses were asked: ${asked.slice(0, 6).join(', ')}${asked.length > 6 ? ' and others' : ''}`;
    if (single !== undefined) return verdictOf({ count: asked.length, of: 'addresses' }, [{ text: inWords(single), exchange: single.id }], [{ subject: pathOf(single), problem: 'one address for both: nothing tells a process that hangs from one that waits for its database', exchange: single.id }]);
    if (live === undefined || ready === undefined) return verdictOf({ count: asked.length, of: 'addresses' }, [{ text: places }], [{ subject: 'health', problem: `neither liveness nor readiness was found; ${places}. If they are elsewhere, name them in \`health\` of the target file`, reproduce: 'curl -i BASE/health/live BASE/health/ready' }]);
    return judged(live, ready, isTold);
  },
});

const pathOf = ({ request: { url } }: Exchange): string => new URL(url).pathname;

function judged(live: Exchange, ready: Exchange, isTold: boolean): Verdict {
  const findings: Finding[] = [];
  if (live.request.url === ready.request.url) findings.push({ subject: pathOf(live), problem: 'liveness and readiness are the same address', exchange: live.id });
  for (const [name, exchange] of [['liveness', live], ['readiness', ready]] as const) {
    const status = exchange.answer?.status ?? 0;
    if (status < 200 || status >= 300) findings.push({ subject: pathOf(exchange), problem: `${name} ${status === 0 ? `ended in ${exchange.failure ?? 'nothing'}` : `answered ${status}`}, while the service answers others`, exchange: exchange.id });
  }
  const evidence = [live, ready].map((exchange) => ({ text: `${inWords(exchange)}: ${(exchange.answer?.body ?? '').slice(0, 200)}`, exchange: exchange.id }));
  if (findings.length === 0 && saysOf(live) === saysOf(ready)) return notAvailable(`${pathOf(live)} and ${pathOf(ready)}${isTold ? '' : ', which were found,'} answer the very same: nothing shows whether readiness looks at anything. Let it name what it looked at: {"status":"ready","database":"up"}.`);
  return verdictOf({ count: 2, of: 'addresses' }, evidence, findings);
}

/** What an answer says, without what is other each time: the names of its members, and its texts. */
function saysOf({ answer }: Exchange): string {
  const value = answer === undefined ? undefined : jsonOf(answer);
  return value === undefined ? (answer?.body ?? '').replace(/\d+/g, '0') : JSON.stringify(value, (name, one: unknown) => (typeof one === 'number' || /time|date|uptime|duration|^id$/i.test(name) ? 0 : one));
}
