import pino from 'pino';

type Destination = ReturnType<typeof pino.destination>;

/** Bytes gathered before a write; a line is about 300. Each write is a turn of the thread pool: with 8 KiB they cost a request 3 % more. */
const BUFFER_BYTES = 32 * 1024;
/** Bytes kept while the reader of the log stands still; beyond it lines are dropped and counted, as the service must not die of its log. */
const BACKLOG_BYTES = 16 * 1024 * 1024;
/** Longest time a line waits in the buffer. */
const FLUSH_EVERY_MS = 1_000;

/** Where log lines go: stdout, or a file. */
export type LogTarget = { readonly fd: number } | { readonly path: string };

let destination: Destination | undefined;
let dropped = 0;
/** `performance.now()` until which a synchronous flush goes on trying to write to a full pipe. */
let syncDeadline = Infinity;

function open(target: LogTarget): Destination {
  const opened = pino.destination({
    dest: 'fd' in target ? target.fd : target.path,
    sync: false,
    minLength: BUFFER_BYTES,
    maxWrite: 2 * BUFFER_BYTES,
    maxLength: BACKLOG_BYTES,
    periodicFlush: FLUSH_EVERY_MS,
    retryEAGAIN: () => performance.now() < syncDeadline,
  });
  opened.on('drop', () => {
    dropped += 1;
  });
  // The reader of the log is gone (EPIPE) or the disk is full: the service goes on without it.
  opened.on('error', () => {
    dropped += 1;
  });
  return opened;
}

/** Sends the log elsewhere than stdout; what was written before is flushed first. */
export function openLog(target: LogTarget): void {
  flushLogs();
  destination?.end();
  destination = open(target);
}

/**
 * Writes one line, as it is.
 * @param line ends in a newline, and is masked or safe by construction.
 */
export function writeLogLine(line: string): void {
  destination ??= open({ fd: 1 });
  destination.write(line);
}

/**
 * Writes out what is buffered, before it returns; what is being written by the thread pool at that moment is not waited for (`drainLogs` does).
 * @param limitMs how long a full pipe may keep the process.
 */
export function flushLogs(limitMs = 2_000): void {
  syncDeadline = performance.now() + limitMs;
  try {
    destination?.flushSync();
  } catch {
    // Not open yet, or its reader is gone: there is nowhere left to say it.
    dropped += 1;
  } finally {
    syncDeadline = Infinity;
  }
}

/**
 * Writes out everything: the last step of a shutdown. Nest re-raises SIGTERM, so that `exit` never fires and a buffer would be lost.
 * @param limitMs how long a reader that stands still may keep the process.
 */
export async function drainLogs(limitMs = 2_000): Promise<void> {
  const open = destination;
  if (open === undefined) return;
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, limitMs);
    open.flush(() => {
      clearTimeout(timer);
      resolve();
    });
  });
  flushLogs(limitMs);
}

/** Lines dropped since the start because the log's reader was too slow or gone. */
export function droppedLogLines(): number {
  return dropped;
}
