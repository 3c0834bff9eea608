import { closeSync, createReadStream, existsSync, mkdirSync, openSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { type Lock, lockFolder } from './lock.ts';
import type { Change, Store } from './store.ts';

const FILE = 'journal.jsonl';
const FORMAT = 'stripe-emulator 1';
const CHUNK = 1 << 20;

/**
 * An append-only file with one line for each request's changes. A line is written before its request is answered, so what was answered outlives the process;
 * it is not forced to the disk, so the machine's fall may take the last ones. At start the file is read, and written anew with each object once.
 */
export class Journal {
  readonly #folder: string;
  readonly #lock: Lock;
  #descriptor: number | undefined;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    this.#lock = lockFolder(folder);
  }

  /**
   * Reads what there is into the store, then begins a compact file.
   * @param tidy what to do in between, so that the new file has none of what is over
   */
  async open(store: Store, tidy: () => void): Promise<void> {
    const file = path.join(this.#folder, FILE);
    try {
      if (existsSync(file)) await load(file, store);
      tidy();
      this.rewrite(store);
    } catch (error) {
      this.close();
      throw error;
    }
  }

  /** One line; it has been handed to the system when this returns. */
  append(changes: readonly Change[]): void {
    if (changes.length === 0 || this.#descriptor === undefined) return;
    writeWhole(this.#descriptor, `${JSON.stringify(changes)}\n`);
  }

  /** Writes everything anew, beside the file that stands, and puts it in its place. */
  rewrite(store: Store): void {
    const file = path.join(this.#folder, FILE);
    const next = openSync(`${file}.new`, 'w', 0o600);
    let text = `${JSON.stringify(FORMAT)}\n`;
    for (const change of store.everything()) {
      text += `${JSON.stringify([change])}\n`;
      if (text.length < CHUNK) continue;
      writeWhole(next, text);
      text = '';
    }
    writeWhole(next, text);
    renameSync(`${file}.new`, file);
    this.#closeFile();
    this.#descriptor = next;
  }

  close(): void {
    this.#closeFile();
    this.#lock.release();
  }

  #closeFile(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }
}

function writeWhole(descriptor: number, text: string): void {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length;) at += writeSync(descriptor, bytes, at);
}

async function load(file: string, store: Store): Promise<void> {
  let torn = 0;
  for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
    if (torn > 0) throw new Error(`${file} is damaged before its end: move it away to begin anew.`);
    const changes = parsed(line);
    if (changes === undefined) torn += 1;
    else if (typeof changes === 'string') requireFormat(changes, file);
    else for (const change of changes) store.replay(change);
  }
}

function requireFormat(format: string, file: string): void {
  if (format !== FORMAT) throw new Error(`${file} was written by another version (${format}): move it away to begin anew.`);
}

/** @returns undefined for a line that was torn off by the end of the process */
function parsed(line: string): Change[] | string | undefined {
  try {
    return JSON.parse(line) as Change[] | string;
  } catch {
    return undefined;
  }
}
