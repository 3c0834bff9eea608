import { readFileSync } from 'node:fs';

const STOP_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** npm passes on the Ctrl-C that the terminal has sent us already: two within this time are one. */
const SAME_PRESS_MS = 1_000;
const PARENT_EVERY_MS = 250;

/**
 * Takes over from whoever handled the stop signals before.
 * @param {(signal: NodeJS.Signals) => void} first called once
 * @param {(signal: NodeJS.Signals) => void} [again] called when the reader insists
 */
export function onStopSignal(first, again = () => {}) {
  let since = 0;
  for (const signal of STOP_SIGNALS) {
    process.removeAllListeners(signal);
    process.on(signal, () => {
      if (since === 0) {
        since = Date.now();
        first(signal);
      } else if (Date.now() - since > SAME_PRESS_MS) again(signal);
    });
  }
}

/**
 * Calls back when whoever launched us is gone without a word. npm passes SIGTERM on to its shell alone, and a kill -9 to nobody.
 * @param {() => void} callback called once
 */
export function onLauncherGone(callback) {
  let called = false;
  const once = () => {
    clearInterval(timer);
    if (!called) callback();
    called = true;
  };
  const before = ancestors();
  // Started by hand and not by npm, we may outlive our shell on purpose (nohup).
  const timer = setInterval(() => process.env.npm_lifecycle_event && ancestors() !== before && once(), PARENT_EVERY_MS);
  timer.unref();
  if (!process.channel) return;
  process.once('disconnect', once);
  process.channel.unref();
}

/** Our parent (npm's shell, or the bootstrap) and, where it can be told, the parent's own (npm). */
function ancestors() {
  try {
    // proc(5): the fourth field of stat, after a name in parentheses that may hold anything.
    const stat = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
    return `${process.ppid} ${stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]}`;
  } catch {
    return String(process.ppid);
  }
}
