const STOP_SIGNALS = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);
/** npm passes on the Ctrl-C that the terminal has sent us already: two within this time are one. */
const SAME_PRESS_MS = 1_000;

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
 * Calls back when the bootstrap that started us under a newer Node is gone without a word (kill -9).
 * @param {() => void} callback
 */
export function onLauncherGone(callback) {
  if (!process.channel) return;
  process.once('disconnect', callback);
  process.channel.unref();
}
