import { BadDoorRequest, type DoorBody } from './json.ts';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const FARTHEST_MS = 10 * 366 * 86_400_000;

/**
 * The instant to which the clock is to go: `{"advance": "7d"}`, `{"advance": "1h 30m"}` or `{"at": "2027-01-01T00:00:00Z"}`.
 * @returns milliseconds of 1970, never before now
 */
export function instantOf(body: DoorBody, now: number): number {
  if (body.has('advance') === body.has('at')) throw new BadDoorRequest('Give advance, such as "7d", or at, such as "2027-01-01T00:00:00Z".');
  const instant = body.has('advance') ? now + durationOf(body.text('advance')) : Date.parse(body.text('at'));
  if (Number.isNaN(instant)) throw new BadDoorRequest('at must be an ISO 8601 date and time.');
  if (instant < now) throw new BadDoorRequest('The clock only goes forward; DELETE /_emulator/state begins anew.');
  if (instant > now + FARTHEST_MS) throw new BadDoorRequest('The clock goes forward by at most ten years at once.');
  return instant;
}

function durationOf(text: string): number {
  let sum = 0;
  for (const part of text.trim().split(/\s+/)) {
    const [, number = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/.exec(part) ?? [];
    if (number === '') throw new BadDoorRequest('advance is a number with ms, s, m, h, d or w, such as "7d" or "1h 30m".');
    sum += Number(number) * (UNITS[unit] ?? 0);
  }
  return sum;
}
