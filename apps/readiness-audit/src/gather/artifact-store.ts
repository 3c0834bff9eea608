import { createHash } from 'node:crypto';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import path from 'node:path';
import { Sentence } from '../cli/sentence.ts';
import type { Exchange } from '../http/exchange.ts';
import type { Evidenced } from '../judge/judge-check.ts';
import type { JudgedBy } from '../report/make-report.ts';

const EXCHANGES = 'exchanges.ndjson';
const JUDGED_BY = 'judged-by.json';
/** In files an exchange stands as its id; the exchange itself stands in `exchanges.ndjson` once. */
const REFERENCE = '$exchange';

/** The folder of a run: every exchange as it happened, then what was gathered. */
export class ArtifactStore {
  readonly folder: string;
  readonly #file: number;
  readonly #known = new WeakSet<object>();

  /** @throws Error of the file system when the folder cannot be written */
  constructor(folder: string) {
    makeFolder(path.resolve(folder, 'artifacts'));
    makeFolder(path.resolve(folder, 'checks'));
    this.folder = folder;
    this.#file = openSync(path.join(folder, EXCHANGES), 'w');
  }

  /** Written at once: what was sent is known even if the audit itself dies. */
  keep(exchange: Exchange): void {
    this.#known.add(exchange);
    writeSync(this.#file, `${JSON.stringify(exchange)}\n`);
  }

  /** @returns sha256 of all files, by name. */
  close({ artifacts, own }: Evidenced, judgedBy: JudgedBy): Readonly<Record<string, string>> {
    closeSync(this.#file);
    const { name, baseUrl, gate, exclusions, severities } = judgedBy;
    writeFileSync(path.join(this.folder, JUDGED_BY), JSON.stringify({ name, baseUrl, gate, exclusions, severities }, null, 2));
    const hashes: Record<string, string> = { [EXCHANGES]: sha256(readFileSync(path.join(this.folder, EXCHANGES))) };
    for (const [part, values] of [['artifacts', artifacts], ['checks', own]] as const) {
      for (const [name, value] of Object.entries(values)) {
        const text = JSON.stringify(value, (_, one: unknown) => (typeof one === 'object' && one !== null && this.#known.has(one) ? { [REFERENCE]: (one as Exchange).id } : one));
        writeFileSync(path.join(this.folder, part, `${name}.json`), text);
        hashes[`${part}/${name}.json`] = sha256(text);
      }
    }
    return hashes;
  }
}

/** One after the other: `recursive` of Node 24 never ends where no folder can be made, as in /proc. */
function makeFolder(folder: string): void {
  if (existsSync(folder)) return;
  makeFolder(path.dirname(folder));
  mkdirSync(folder);
}

const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');

/**
 * What an earlier run gathered.
 * @param folder of that run
 * @throws Sentence when it holds no run, or one that is damaged
 */
export function readArtifacts(folder: string): Evidenced & { readonly judgedBy: JudgedBy } {
  if (!existsSync(path.join(folder, EXCHANGES))) throw new Sentence(`${folder} holds no run: there is no ${EXCHANGES} in it.`);
  try {
    const exchanges = new Map(readFileSync(path.join(folder, EXCHANGES), 'utf8').split('\n').filter((line) => line !== '').map((line) => JSON.parse(line) as Exchange).map((exchange) => [exchange.id, exchange]));
    const read = (part: string): Record<string, never> => Object.fromEntries(readdirSync(path.join(folder, part)).filter((name) => name.endsWith('.json')).map((name) => [name.slice(0, -'.json'.length), revived(readFileSync(path.join(folder, part, name), 'utf8'), exchanges) as never]));
    return { artifacts: read('artifacts'), own: read('checks'), judgedBy: JSON.parse(readFileSync(path.join(folder, JUDGED_BY), 'utf8')) as JudgedBy };
  } catch (error) {
    throw new Sentence(`The run in ${folder} is damaged: ${(error as Error).message.split('\n')[0] ?? ''}`);
  }
}

/** Most artifacts are long and name no exchange. */
function revived(text: string, exchanges: ReadonlyMap<string, Exchange>): unknown {
  const value = JSON.parse(text) as unknown;
  return text.includes(REFERENCE) ? withExchanges(value, exchanges) : value;
}

function withExchanges(value: unknown, exchanges: ReadonlyMap<string, Exchange>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const members = value as Record<string, unknown>;
  const id = members[REFERENCE];
  if (typeof id === 'string') return exchanges.get(id) ?? value;
  for (const name of Object.keys(members)) members[name] = withExchanges(members[name], exchanges);
  return value;
}
