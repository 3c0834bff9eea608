import { describe, expect, it } from '@jest/globals';
import { metricsIn } from './promql.ts';

describe('metricsIn', () => {
  it.each([
    ['up == 0', ['up']],
    ['sum by (route, status) (rate(http_requests_total{status=~"5..",route!="/a(b)"}[5m])) > 0.01', ['http_requests_total']],
    ['histogram_quantile(0.95, sum(rate(http_seconds_bucket[$__rate_interval])) by (le))', ['http_seconds_bucket']],
    ['a:errors:rate5m / on(job) group_left(version) b_total offset 1h', ['a:errors:rate5m', 'b_total']],
    ['absent(payments_total) or (queue_size and queue_size > bool 1e3)', ['payments_total', 'queue_size']],
    ['rate(${metric}_total[5m]) + $other + [[third]] + known_total', ['known_total']],
    ['{__name__="named_total",job="x"}', ['named_total']],
    ['time() - last_run_timestamp_seconds > 2 * 3600 # not a_comment', ['last_run_timestamp_seconds']],
    ['topk(5, x_total) * Inf', ['x_total']],
    ['label_replace(node_info, "a", "$1", "b", "(.*)")', ['node_info']],
    ['sum(requests)', ['requests']],
  ])('%s', (expression, names) => {
    expect(metricsIn(expression)).toEqual(names);
  });
});
