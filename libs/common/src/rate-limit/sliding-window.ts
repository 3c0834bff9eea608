/**
 * The sliding estimate (Cloudflare, "How we built rate limiting capable of scaling to millions of domains"): hits of the
 * window before count by the share of it that still lies within one window's length from now. Two counters a key instead
 * of one time stamp a hit, and a burst across a window's edge is bounded by the quota: in any stretch of `d` ms no longer
 * than the window, at most quota x (1 + d / window) hits pass.
 *
 * Whole hits x whole ms, so that the same numbers come out here and in Redis's Lua (redis-script.ts).
 */

/**
 * Room that is left, in hits x ms.
 * @param previous hits in the window before.
 * @param current hits in this window.
 * @param elapsedMs of this window, whole, 0..windowMs - 1.
 */
export function roomLeft(
  quota: number,
  windowMs: number,
  previous: number,
  current: number,
  elapsedMs: number,
): number {
  return (quota - current) * windowMs - previous * (windowMs - elapsedMs);
}

/** Whole ms until one more hit fits, when nothing else is counted meanwhile; 0 when it fits now. Parameters as of `roomLeft`. */
export function waitForRoom(
  quota: number,
  windowMs: number,
  previous: number,
  current: number,
  elapsedMs: number,
): number {
  if (roomLeft(quota, windowMs, previous, current, elapsedMs) >= windowMs) return 0;
  if (current < quota) return fitsAt(quota - current, windowMs, previous) - elapsedMs;
  return windowMs - elapsedMs + fitsAt(quota, windowMs, current);
}

/** ms into a window at which `previous` hits have faded so far that one of `free` hits is left for the next. */
function fitsAt(free: number, windowMs: number, previous: number): number {
  return Math.max(0, Math.ceil(windowMs - ((free - 1) * windowMs) / previous));
}
