const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const FIRST_WORD_AFTER_MS = 2_000;
const REMINDER_EVERY_MS = 15_000;

/**
 * @typedef {object} Step
 * @property {(text: string) => void} note what the step is doing at the moment
 * @property {(text: string) => void} line a line of its own, kept on the screen
 * @property {(text?: string) => void} done
 * @property {(text?: string) => void} fail
 */

/**
 * @param {number} ms
 * @returns {string} `0.4 s`, `12 s`, `3 min 05 s`
 */
export function seconds(ms) {
  if (ms < 9_950) return `${(ms / 1000).toFixed(1)} s`;
  const whole = Math.round(ms / 1000);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${String(whole % 60).padStart(2, '0')} s`;
}

/**
 * Shows one step with its elapsed time: a moving line on a terminal, plain lines in a log.
 * @param {string} label
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Step}
 */
export function step(label, stream = process.stdout) {
  const started = Date.now();
  const live = stream.isTTY === true && process.env.TERM !== 'dumb';
  let note = '';
  let ended = false;
  const elapsed = () => seconds(Date.now() - started);
  const stopDrawing = live ? spin(stream, () => `${label}${note && `: ${note}`} (${elapsed()})`) : remind(stream, () => `... ${label}${note && `: ${note}`} (${elapsed()})`);
  /** @param {string} mark @param {string} text */
  const end = (mark, text) => {
    if (ended) return;
    ended = true;
    stopDrawing();
    stream.write(`${mark} ${label}${text && `: ${text}`} (${elapsed()})\n`);
  };
  return {
    note: (text) => void (note = text),
    line: (text) => void stream.write(`${live ? '\r\u001b[2K' : ''}  ${text}\n`),
    done: (text = '') => end('✓', text),
    fail: (text = '') => end('✗', text),
  };
}

/**
 * Shows a step while it is done.
 * @template {string | { text: string }} T
 * @param {string} label
 * @param {(progress: Step) => Promise<T>} work
 * @param {NodeJS.WriteStream} [stream]
 * @returns {Promise<T>}
 */
export async function timed(label, work, stream = process.stdout) {
  const progress = step(label, stream);
  try {
    const result = await work(progress);
    progress.done(typeof result === 'string' ? result : result.text);
    return result;
  } catch (error) {
    progress.fail();
    throw error;
  }
}

/**
 * @param {NodeJS.WriteStream} stream
 * @param {() => string} text
 */
function spin(stream, text) {
  let frame = 0;
  const draw = () => stream.write(`\r\u001b[2K${FRAMES[frame++ % FRAMES.length]} ${text().slice(0, (stream.columns ?? 80) - 3)}`);
  const timer = setInterval(draw, 120);
  draw();
  return () => {
    clearInterval(timer);
    stream.write('\r\u001b[2K');
  };
}

/**
 * A log needs no movement, only proof of life when a step takes long.
 * @param {NodeJS.WriteStream} stream
 * @param {() => string} text
 */
function remind(stream, text) {
  /** @type {NodeJS.Timeout | undefined} */
  let repeating;
  const say = () => stream.write(`${text()}\n`);
  const first = setTimeout(() => {
    say();
    repeating = setInterval(say, REMINDER_EVERY_MS);
  }, FIRST_WORD_AFTER_MS);
  return () => {
    clearTimeout(first);
    clearInterval(repeating);
  };
}
