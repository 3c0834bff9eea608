import path from 'node:path';
import { readEnvironment } from './environment.mjs';
import { dataFolder } from './folders.mjs';
import { startKeeper } from './keeper.mjs';
import { startEmbedded } from './mongod/embedded.mjs';
import { resolveMongod } from './mongod/resolve.mjs';
import { timed } from './progress.mjs';
import { onLauncherGone, onStopSignal } from './signals.mjs';
import { Services } from './services.mjs';
import { Sentence } from './sentence.mjs';

/**
 * `npm run mongod`: the embedded database alone, until Ctrl-C; prints its MONGODB_URI.
 * @param {readonly string[]} args `--path` prints where the binary lies, and starts nothing
 */
export async function main(args) {
  const env = readEnvironment();
  const find = async (/** @type {import('./progress.mjs').Step} */ progress) => {
    const found = await resolveMongod({ env, trying: (source) => progress.note(`trying ${source}`), report: progress.line });
    return { ...found, text: `${found.version} from ${found.source}` };
  };
  const mongod = await timed('mongod', find, process.stderr);
  if (args.includes('--path')) {
    process.stdout.write(`${mongod.binary}\n`);
    return;
  }
  const keeper = startKeeper();
  const services = new Services(keeper);
  onStopSignal(() => void services.stopAndExit(0), () => services.killAndExit());
  onLauncherGone(() => void services.stopAndExit(1));
  const database = await startEmbedded({ mongod, dbPath: path.join(dataFolder(env), 'mongodb'), keeper });
  services.add({ name: 'database', pid: database.pid, stop: database.stop });
  process.stdout.write(`MONGODB_URI=${database.uri}\n`);
  services.failed(new Sentence(`The database ${await database.exited}; run npm run mongod again.`));
}
