import { describe, expect, it } from '@jest/globals';
import { htmlOf } from './html.ts';
import { junitOf } from './junit.ts';
import { prometheusOf } from './prometheus.ts';
import { checkOf, CHECKS_OF_ALL_KINDS, EXCHANGES, HOSTILE, passed, reportOf } from './report.fixture.ts';
import type { Report } from './report.ts';
import { sarifOf } from './sarif.ts';
import { terminalOf } from './terminal.ts';

/** A report in which every text that can come from outside is hostile. */
function hostileReport(): Report {
  const spoil = (value: unknown): unknown => {
    if (typeof value === 'string') return value.includes('Title') || value.includes('Why') || value.includes('How') || value.includes('answered') ? HOSTILE : value;
    if (Array.isArray(value)) return value.map(spoil);
    return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value).map(([name, one]) => [name, spoil(one)])) : value;
  };
  return { ...spoil(reportOf()) as Report, target: { name: HOSTILE, baseUrl: 'http://127.0.0.1:4000' }, ended: HOSTILE };
}

/** Elements of XML or XHTML-like text, checked to be properly nested. */
function assertNested(text: string, voids: ReadonlySet<string> = new Set()): void {
  const open: string[] = [];
  const rest = text.replace(/<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/g, (_, closes: string, name: string, __, isEmpty: string) => {
    if (closes !== '') expect(open.pop()).toBe(name);
    else if (isEmpty === '' && !voids.has(name)) open.push(name);
    return '';
  });
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>]/);
}

describe('the HTML report', () => {
  const html = htmlOf(reportOf(), EXCHANGES);

  it('is one page without script that loads nothing', () => {
    expect(html).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|javascript:|@import|url\((?!#)/i);
    expect(html).toMatch(/default-src 'none'; style-src 'sha256-[\w+/=]+'/);
  });

  it('names every check with its outcome, its reason and its meta', () => {
    for (const { meta } of CHECKS_OF_ALL_KINDS) for (const text of [meta.title, meta.id, meta.why, meta.how, meta.mend]) expect(html).toContain(text);
    expect(html).toContain('No operation asks a model.');
    expect(html).toContain('ops@example.com answers for it until 2027-01-31');
  });

  it('puts P0 first, and shows what was not measured as large as what failed', () => {
    expect(html.indexOf('P0: failed or not measured')).toBeLessThan(html.indexOf('id="areas"'));
    expect(html).toContain('<li class="fail"><b class="fail-ink">3</b>failed');
    expect(html).toContain('<li class="open"><b class="open-ink">3</b>not measured');
  });

  it('links each finding to its exchange, and every link within leads somewhere', () => {
    const ids = new Set([...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id));
    const links = [...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id);
    expect(links).toEqual(expect.arrayContaining(['exchange-x2', 'exchange-x3', 'access.enforced', 'area-access']));
    const hatchings = [...html.matchAll(/url\(#([^)]+)\)/g)].map(([, id]) => id);
    expect([...links, ...hatchings].filter((id) => !ids.has(id))).toEqual([]);
    expect(ids.size).toBe([...html.matchAll(/ id="/g)].length);
  });

  it('opens what failed or was not measured, and no other check, on paper as well; each keeps its verdict where it is closed', () => {
    const shown = [...html.matchAll(/<details class="(\w+)"( open)?><summary><span class="badge (\w+)">([^<]+)</g)].map(([, tone, isOpen, badge, word]) => [tone, isOpen !== undefined, badge, word].join(' '));
    expect(shown).toHaveLength(CHECKS_OF_ALL_KINDS.length);
    expect(new Set(shown)).toEqual(new Set(['fail true fail failed', 'open true open not measured', 'open true open broke', 'pass false pass passed', 'none false none not applicable']));
    expect([...html.matchAll(/([\w.,:-]+)\{content-visibility:visible/g)].map(([, rule]) => rule)).toEqual(['details.fail::details-content,details.open::details-content']);
  });

  it('tells the figures of areas beside their strips, where no narrow screen cuts them off', () => {
    expect(html).toMatch(/<a href="#area-access">Access<\/a><svg class="strip"[^>]*>(?:<rect[^>]*\/>)+<\/svg><span>14\.2 % to 71\.4 %<\/span>/);
    expect(html).toMatch(/<a href="#area-ai">AI<\/a><svg class="strip"[^>]*><line class="g-none"[^>]*\/><\/svg><span>does not apply<\/span>/);
  });

  it('names exchanges that were not kept without a link', () => {
    const bare = htmlOf(reportOf());
    expect(bare).toContain('(x2)');
    expect(bare).not.toContain('#exchange-x2');
  });

  it('lets nothing hostile out of its text', () => {
    const hostile = htmlOf(hostileReport(), EXCHANGES);
    expect(hostile).not.toMatch(/<script|[\u0000\u001B\u202E]/u);
    assertNested(hostile.replace(/^<!doctype html>/, '').replace(/<style>[^<]*<\/style>/, ''), new Set(['meta', 'br']));
    const [link] = [...htmlOf(reportOf([checkOf('a.b', 'P1', passed, { meta: { sources: ['javascript:alert(1)', 'https://example.com/"><script>'] } })])).matchAll(/href="(?!#)([^"]*)"/g)];
    expect(link?.[1]).toBe('https://example.com/&quot;&gt;&lt;script&gt;');
  });

  it('can be made of a report of nothing', () => {
    expect(htmlOf(reportOf([], { latencies: [], metrics: [], evidence: {} }))).toContain('Every P0 check that applies was measured and passed.');
  });

  it('draws one latency as well as many', () => {
    expect(htmlOf(reportOf([], { latencies: [0.4] }))).toContain('Answer times of 1 good request: median 0.4 ms');
    expect(htmlOf(reportOf([], { latencies: [1, 45_000] }))).not.toContain('NaN');
  });
});

describe('the terminal report', () => {
  it('keeps to its width, but for commands', () => {
    for (const width of [40, 80, 300]) {
      const lines = terminalOf(reportOf(), { width, isColoured: false }).split('\n');
      expect(lines.filter((line) => line.length > Math.max(width, 60))).toEqual([]);
    }
  });

  it('lets no control character of a service reach the terminal', () => {
    expect(terminalOf(hostileReport(), { width: 80, isColoured: false }, EXCHANGES)).not.toMatch(/[^\n\P{Cc}]|[\u202E]/u);
  });

  it('has the same words in colours', () => {
    const coloured = terminalOf(reportOf(), { width: 80, isColoured: true }, EXCHANGES);
    expect(coloured).not.toBe(terminalOf(reportOf(), { width: 80, isColoured: false }, EXCHANGES));
    expect(coloured.replace(/\u001B\[\d+m/g, '')).toBe(terminalOf(reportOf(), { width: 80, isColoured: false }, EXCHANGES));
  });

  it('says what failed, what was not measured and why', () => {
    const text = terminalOf(reportOf(), { width: 100, isColoured: false }, EXCHANGES);
    expect(text).toContain('BLOCKED  ready 37.3 % to 74.6 %, measured 62.6 %');
    expect(text).toContain('Failed, P0 (1)');
    expect(text).toContain('Not measured, P0 (2)');
    expect(text).toContain('curl -sS -i');
  });
});

interface Sarif {
  readonly version: string;
  readonly runs: readonly [{
    readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string; readonly properties: { readonly tags: readonly string[] } }[] } };
    readonly invocations: readonly [{ readonly executionSuccessful: boolean; readonly toolExecutionNotifications: readonly { readonly associatedRule?: { readonly id: string } }[] }];
    readonly results: readonly { readonly ruleId: string; readonly ruleIndex: number; readonly kind: string; readonly level: string; readonly message: { readonly text: string }; readonly locations: readonly Record<string, unknown>[]; readonly partialFingerprints: Record<string, string>; readonly suppressions?: readonly unknown[] }[];
  }];
}

describe('the SARIF report', () => {
  const sarif = JSON.parse(sarifOf(reportOf(), EXCHANGES)) as Sarif;
  const [{ tool, results, invocations }] = sarif.runs;
  const resultOf = (id: string) => results.find(({ ruleId }) => ruleId === id)!;

  it('has a rule for each check, and results that point to it', () => {
    expect(sarif.version).toBe('2.1.0');
    expect(tool.driver.rules.map(({ id }) => id)).toEqual(CHECKS_OF_ALL_KINDS.map(({ meta }) => meta.id));
    for (const { ruleId, ruleIndex } of results) expect(tool.driver.rules[ruleIndex]?.id).toBe(ruleId);
    for (const { properties } of tool.driver.rules) expect(new Set(properties.tags).size).toBe(properties.tags.length);
  });

  it('has a level, a message, a place and a print for each', () => {
    for (const { kind, level, message, locations, partialFingerprints } of results) {
      expect(['error', 'warning', 'note', 'none']).toContain(level);
      // Section 3.27.10: a level other than none is for what failed.
      expect(level === 'none').toBe(kind !== 'fail');
      expect(message.text).not.toBe('');
      expect(locations).toHaveLength(1);
      expect(Object.values(partialFingerprints)).toEqual([expect.stringMatching(/^[\da-f]{64}$/)]);
    }
    expect(resultOf('contract.lint').locations).toEqual([{ physicalLocation: { artifactLocation: { uri: 'docs/open%20api.yaml', uriBaseId: '%SRCROOT%' }, region: { startLine: 17 } } }]);
    expect(resultOf('errors.envelope').locations).toEqual([{ physicalLocation: { artifactLocation: { uri: 'plumbline-audit.yml', uriBaseId: '%SRCROOT%' }, region: { startLine: 1 } }, logicalLocations: [{ name: 'POST /payments', fullyQualifiedName: 'POST http://127.0.0.1:4000/payments', kind: 'resource' }] }]);
  });

  it('gives each a file and a line, as code scanning takes none without: its own, the document\'s, or the target file', () => {
    const bare = checkOf('delivery.ci', 'P1', { outcome: 'fail', population: { count: 1, of: 'files' }, evidence: [], findings: [{ subject: 'ci', problem: 'runs no test', file: './ci.yml' }] });
    const placesOf = (target: Report['target']) => (JSON.parse(sarifOf(reportOf([...CHECKS_OF_ALL_KINDS, bare], { target }))) as Sarif).runs[0].results.map(({ locations: [location] }) => {
      const { artifactLocation, region } = location?.['physicalLocation'] as { readonly artifactLocation: { readonly uri: string }; readonly region: { readonly startLine: number } };
      return `${artifactLocation.uri}:${region.startLine}`;
    });
    const target = { name: 'specimen', baseUrl: 'http://127.0.0.1:4000' };
    expect(new Set(placesOf(target))).toEqual(new Set(['plumbline-audit.yml:1', 'docs/open%20api.yaml:17', 'ci.yml:1']));
    expect(new Set(placesOf({ ...target, document: 'docs/api/openapi.json' }))).toEqual(new Set(['docs/api/openapi.json:1', 'docs/open%20api.yaml:17', 'ci.yml:1']));
  });

  it('tells failures, what is open, what is excluded and what broke apart', () => {
    expect(resultOf('access.enforced')).toMatchObject({ kind: 'fail', level: 'error' });
    expect(resultOf('access.jwt')).toMatchObject({ kind: 'open', level: 'none' });
    expect(resultOf('access.brute-force').suppressions).toHaveLength(1);
    expect(resultOf('payments.idem-replay')).toBeUndefined();
    expect(invocations[0].toolExecutionNotifications).toEqual([expect.objectContaining({ associatedRule: { id: 'access.bola' } })]);
  });

  it('prints the same finding of another run the same, whatever its numbers', () => {
    const printOf = (problem: string): unknown => (JSON.parse(sarifOf(reportOf([checkOf('a.b', 'P1', { outcome: 'fail', population: { count: 1, of: 'x' }, evidence: [], findings: [{ subject: 'GET /', problem }] })]))) as Sarif).runs[0].results[0]?.partialFingerprints;
    expect(printOf('took 17 ms for 0190a1b2-0000-7000-8000-0123456789ab')).toEqual(printOf('took 23 ms for 0190a1b2-0000-7000-8000-ba9876543210'));
    expect(printOf('took long')).not.toEqual(printOf('broke'));
  });
});

describe('the JUnit report', () => {
  it('is well-formed XML, whatever services answer', () => {
    const xml = junitOf(hostileReport(), EXCHANGES);
    expect(xml).not.toMatch(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u);
    assertNested(xml.replace(/^<\?xml [^?]*\?>/, ''));
  });

  it('counts what it holds', () => {
    const xml = junitOf(reportOf(), EXCHANGES);
    const number = (pattern: RegExp): number => [...xml.matchAll(pattern)].length;
    expect(xml).toMatch(new RegExp(`<testsuites [^>]*tests="${number(/<testcase /g)}" failures="${number(/<failure /g)}" errors="${number(/<error /g)}"`));
    expect([number(/<testcase /g), number(/<failure /g), number(/<error /g), number(/<skipped /g)]).toEqual([10, 3, 2, 2]);
    expect(xml).toContain('classname="access.enforced"');
  });

  it('has the attributes that the schema asks of each suite', () => {
    const suites = [...junitOf(reportOf()).matchAll(/<testsuite ([^>]*)>/g)].map(([, attributes]) => attributes);
    expect(suites).toHaveLength(reportOf().areas.length);
    for (const attributes of suites) expect(attributes).toMatch(/^name="[^"]+" tests="\d+" failures="\d+" errors="\d+" skipped="\d+" time="\d+\.\d{3}" timestamp="\d{4}-[^"]+" hostname="[^"]+"$/);
  });
});

describe('the Prometheus report', () => {
  const lines = prometheusOf({ ...reportOf(), target: { name: 'a "b" \\ \n c', baseUrl: 'http://127.0.0.1:4000' } }).split('\n');

  it('is a valid exposition: each family told once before its samples, no sample twice', () => {
    expect(lines.at(-1)).toBe('');
    let family = '';
    const seen = new Set<string>();
    for (const line of lines.slice(0, -1)) {
      const told = /^# (HELP|TYPE) (plumbline_audit_[a-z_]+) (.+)$/.exec(line);
      if (told?.[1] === 'HELP') {
        expect(seen.has(told[2] ?? '')).toBe(false);
        family = told[2] ?? '';
        seen.add(family);
      } else if (told?.[1] === 'TYPE') expect([told[2], told[3]]).toEqual([family, 'gauge']);
      else {
        const sample = /^([a-z_]+)(\{(?:[a-z_]+="(?:[^"\\\n]|\\[\\n"])*",?)*\})? (-?\d+(?:\.\d+)?(?:e[+-]?\d+)?)$/.exec(line);
        expect(sample?.[1]).toBe(family);
        const series = `${sample?.[1] ?? ''}${sample?.[2] ?? ''}`;
        expect(seen.has(series) && series !== family).toBe(false);
        seen.add(series);
      }
    }
  });

  it('has seconds in place of milliseconds, and no sample of what was not measured', () => {
    expect(lines).toContain('plumbline_audit_metric_seconds{metric="answer-time.p95"} 0.04127');
    expect(lines.filter((line) => line.includes('journeys.functional'))).toEqual([]);
    expect(lines).toContain('plumbline_audit_info{version="0.1.0",target="a \\"b\\" \\\\ \\n c",base_url="http://127.0.0.1:4000"} 1');
  });
});
