import type { Family, Sampled } from '../artifacts/metrics.ts';
/** Of one exposition: a service that tells more has lost count itself. */
const MOST_SAMPLES = 20_000;
const LINE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)\s*(?:\{(.*)\})?\s+(\S+)(?:\s+\S+)?(?:\s+#.*)?$/;
const LABEL = /([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*,?\s*/y;
const SUFFIX = /_(?:bucket|count|sum|total|created|info)$/;

/**
 * Reads a Prometheus exposition, text format 0.0.4, as well as the lines that OpenMetrics shares with it.
 * @returns undefined where the text is none: a line that is neither a comment nor a sample, or no line at all
 */
export function parseExposition(text: string): readonly Family[] | undefined {
  const types = new Map<string, string>();
  const samples = new Map<string, Sampled[]>();
  let count = 0;
  for (const line of text.split('\n').map((one) => one.trim()).filter((one) => one !== '')) {
    if (line.startsWith('#')) {
      const [, name = '', type = ''] = /^#\s*TYPE\s+(\S+)\s+(\S+)/.exec(line) ?? [];
      if (name !== '') types.set(name, type);
      continue;
    }
    const sample = sampleOf(line);
    if (sample === undefined) return undefined;
    const family = familyOf(sample.name, types);
    if (count < MOST_SAMPLES) append(samples, family, sample);
    count += 1;
  }
  const names = new Set([...types.keys(), ...samples.keys()]);
  return names.size === 0 ? undefined : [...names].map((name) => ({ name, type: types.get(name) ?? 'untyped', samples: samples.get(name) ?? [] }));
}

function sampleOf(line: string): Sampled | undefined {
  const [, name, labels = '', value = ''] = LINE.exec(line) ?? [];
  if (name === undefined) return undefined;
  const number = /^[+-]?(?:inf|nan)$/i.test(value) ? null : Number(value);
  const read = labelsOf(labels);
  return read === undefined || Number.isNaN(number) ? undefined : { name, labels: read, value: number };
}

function labelsOf(text: string): Readonly<Record<string, string>> | undefined {
  const labels: Record<string, string> = {};
  LABEL.lastIndex = 0;
  let end = 0;
  for (let found = LABEL.exec(text); found !== null; found = LABEL.exec(text)) {
    const [, name = '', value = ''] = found;
    labels[name] = value.replace(/\\(.)/g, (_, sign: string) => (sign === 'n' ? '\n' : sign));
    end = LABEL.lastIndex;
  }
  return text.slice(end).trim() === '' ? labels : undefined;
}

/** `http_requests_seconds_count` belongs to the histogram `http_requests_seconds`. */
function familyOf(name: string, types: ReadonlyMap<string, string>): string {
  if (types.has(name)) return name;
  const bare = name.replace(SUFFIX, '');
  return types.has(bare) ? bare : name;
}

function append(samples: Map<string, Sampled[]>, family: string, sample: Sampled): void {
  const known = samples.get(family);
  if (known === undefined) samples.set(family, [sample]);
  else known.push(sample);
}
