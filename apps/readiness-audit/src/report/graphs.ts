import { quantile } from '../quantile.ts';
import { escaped } from './escape.ts';
import type { Report } from './report.ts';
import { bandOf, count, titleOfArea } from './wording.ts';

const WIDTH = 720;

/** Places are rounded, so that the same report is the same text everywhere. */
const at = (place: number): string => String(Math.round(place * 10) / 10);

const percentOf = (share: number): string => `${Math.round(share * 10_000) / 100}%`;

/** The strip of one band, over all the width: passed, then what could not be measured, then failed. @param hatch id of a hatching */
function strip(floor: number, ceiling: number, hatch: string, { y, height }: { readonly y: number; readonly height: number }): string {
  const part = (name: string, from: number, to: number): string => (to - from <= 0 ? '' : `<rect class="${name}" x="${percentOf(from)}" y="${y}" width="${percentOf(to - from)}" height="${height}"/>`);
  const open = part('g-open', floor, ceiling);
  return `${part('g-pass', 0, floor)}${open}${open.replace('class="g-open"', `fill="url(#${hatch})"`)}${part('g-fail', ceiling, 1)}<rect class="g-frame" x="0" y="${y}" width="100%" height="${height}"/>`;
}

/** Hatching, so that "not measured" is told from the others without colours. @param id of its own in the page */
const hatching = (id: string): string => `<defs><pattern id="${id}" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><line class="g-stroke" x1="0" y1="0" x2="0" y2="6"/></pattern></defs>`;

/** The score of the run as one strip, with its gate. */
export function scoreGraph({ judgement: { score }, gate }: Pick<Report, 'judgement' | 'gate'>): string {
  const { floor, ceiling } = score;
  if (floor === null || ceiling === null) return '';
  const gateLine = gate.floor === 0 ? '' : `<line class="g-gate" x1="${percentOf(gate.floor)}" x2="${percentOf(gate.floor)}" y1="0" y2="44"/>`;
  const words = `Floor to ceiling: ${bandOf(score)}`;
  return `<svg class="graph" viewBox="0 0 ${WIDTH} 44" role="img" aria-label="${escaped(words)}">${hatching('hatch-score')}${strip(floor, ceiling, 'hatch-score', { y: 6, height: 32 })}${gateLine}</svg>`;
}

/** The band of each area, one below the other. Names and figures are text of the page: a narrow screen sets them above the strips. */
export function areaGraph({ areas }: Pick<Report, 'areas'>): string {
  const drawn = (content: string): string => `<svg class="strip" aria-hidden="true">${content}</svg>`;
  const rows = areas.map(({ area, score }) => {
    const { floor, ceiling } = score;
    const band = floor === null || ceiling === null ? '<line class="g-none" x1="0" x2="100%" y1="10" y2="10"/>' : strip(floor, ceiling, 'hatch-areas', { y: 0, height: 20 });
    return `<li class="row"><a href="#area-${escaped(area)}">${escaped(titleOfArea(area))}</a>${drawn(band)}<span>${escaped(floor === null ? 'does not apply' : bandOf(score))}</span></li>`;
  });
  const ticks = [0, 25, 50, 75, 100].map((tick) => `<text class="g-tick" text-anchor="middle" x="${tick}%" y="10">${tick}</text>`);
  return `<ul class="areas" aria-label="Floor to ceiling of each area, in per cent">${rows.join('')}</ul><div class="row" aria-hidden="true">${drawn(`${hatching('hatch-areas')}${ticks.join('')}`)}</div>`;
}

interface Bin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** Edges 0, 1, 2, 5, 10, 20, 50 and so on: answer times spread over orders of magnitude. */
function binsOf(sorted: readonly number[]): readonly Bin[] {
  const [first = 0, last = 0] = [sorted[0], sorted.at(-1)];
  const edges = [0];
  for (let decade = 1; (edges.at(-1) ?? 0) <= last; decade *= 10) edges.push(decade, decade * 2, decade * 5);
  const bins = edges.slice(0, -1).map((from, place): Bin => {
    const to = edges[place + 1] ?? from;
    return { from, to, count: sorted.filter((value) => value >= from && value < to).length };
  });
  return bins.filter(({ from, to }) => to > first && from <= last);
}

const timeOf = (ms: number): string => (ms >= 1000 ? `${Math.round(ms / 100) / 10} s` : `${Math.round(ms * 10) / 10} ms`);

/** How many good requests took how long, on a scale of 1, 2, 5; with marks at the median and the 95th percentile. */
export function latencyGraph({ latencies }: Pick<Report, 'latencies'>): string {
  const sorted = [...latencies].sort((one, other) => one - other);
  if (sorted.length === 0) return '';
  const bins = binsOf(sorted);
  const [top, floor, left] = [34, 190, 8];
  const step = (WIDTH - left * 2) / bins.length;
  const most = Math.max(...bins.map((bin) => bin.count));
  const bars = bins.map((bin, place) => {
    const height = (bin.count / most) * (floor - top);
    const x = left + place * step;
    const bar = bin.count === 0 ? '' : `<rect class="g-bar" x="${at(x + 2)}" y="${at(floor - height)}" width="${at(step - 4)}" height="${at(height)}"><title>${escaped(`${count(bin.count, 'request')} from ${timeOf(bin.from)} to ${timeOf(bin.to)}`)}</title></rect>`;
    return `${bar}<text class="g-tick" text-anchor="middle" x="${at(x)}" y="${floor + 16}">${place === 0 ? '' : escaped(timeOf(bin.from))}</text>`;
  });
  // In front of the marks: a mark may go through a bar's figure.
  const counts = bins.map((bin, place) => (bin.count === 0 ? '' : `<text class="g-text g-soft" text-anchor="middle" x="${at(left + (place + 0.5) * step)}" y="${at(floor - (bin.count / most) * (floor - top) - 5)}">${bin.count}</text>`));
  const marks = ([['median', 0.5], ['p95', 0.95]] as const).map(([name, share], place) => {
    const value = quantile(sorted, share) ?? 0;
    const index = bins.findIndex((bin) => value < bin.to);
    const bin = bins[index];
    const x = left + (index + (bin === undefined ? 0 : (value - bin.from) / (bin.to - bin.from))) * step;
    const isRight = x > WIDTH - 140;
    return `<line class="g-mark" x1="${at(x)}" x2="${at(x)}" y1="${place * 14 + 4}" y2="${floor}"/><text class="g-text g-strong" text-anchor="${isRight ? 'end' : 'start'}" x="${at(x + (isRight ? -5 : 5))}" y="${place * 14 + 12}">${name} ${escaped(timeOf(value))}</text>`;
  });
  const label = `Answer times of ${count(sorted.length, 'good request')}: median ${timeOf(quantile(sorted, 0.5) ?? 0)}, 95th percentile ${timeOf(quantile(sorted, 0.95) ?? 0)}, longest ${timeOf(sorted.at(-1) ?? 0)}`;
  return `<svg class="graph" viewBox="0 0 ${WIDTH} 212" role="img" aria-label="${escaped(label)}"><line class="g-axis" x1="${left}" x2="${WIDTH - left}" y1="${floor}" y2="${floor}"/>${bars.join('')}${marks.join('')}${counts.join('')}</svg><p class="soft">${escaped(label)}.</p>`;
}
