import { runParts } from '../harness/parts.mjs';
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
 * @returns {Promise<void>}
 */
export const run = ({ short, part }) => runParts({ name: 'trust', parts: PARTS, clients: CLIENTS, plan: short ? PLANS.short : PLANS.long }, { short, part });
