import { timed } from '../../tools/progress.mjs';
import { Sentence } from '../../tools/sentence.mjs';
import { build, Laboratory } from '../harness/laboratory.mjs';
import { Generator } from '../harness/processes.mjs';
import { circumstances, writeSection } from '../harness/report.mjs';
import { measureAudit } from './audit.mjs';
import { measureEncryption } from './encryption.mjs';
import { measureUpload } from './upload.mjs';

const CLIENTS = 500;

const PLANS = {
  long: { rounds: 14, seconds: 0.8, warmUpSeconds: 2, uploadRounds: 8, storms: 3, entries: 100_000 },
  short: { rounds: 1, seconds: 0.3, warmUpSeconds: 0.2, uploadRounds: 1, uploadBytes: 1_048_576, storms: 1, entries: 2_000 },
};

/** Each writes a section of its own, so that one can be taken again when the machine is quiet. */
const PARTS = { audit: measureAudit, encryption: measureEncryption, upload: measureUpload };

/**
 * What trust costs: the audit log, encrypted members, files.
 * @param {object} options
 * @param {boolean} options.short writes nothing
 * @param {string | undefined} options.part all of them unless told
 */
export async function run({ short, part }) {
  const parts = Object.entries(PARTS).filter(([name]) => part === undefined || name === part);
  if (parts.length === 0) throw new Sentence(`The benchmark trust has no part ${part}; its parts are ${Object.keys(PARTS).join(', ')}.`);
  const plan = short ? PLANS.short : PLANS.long;
  await timed('build', build);
  const laboratory = /** @type {Laboratory} */ ((await timed('mongod', async () => ({ laboratory: await Laboratory.open(CLIENTS), text: 'its own' }))).laboratory);
  const generator = new Generator();
  for (const [name, measure] of parts) {
    const text = `${await measure(laboratory, generator, plan)}\n\n${circumstances()}`;
    process.stdout.write(`\n${text}\n\n`);
    if (!short) writeSection(`trust-${name}`, text);
  }
}
