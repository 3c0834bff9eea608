import path from 'node:path';
import { ROOT } from './folders.mjs';
import { runToItsEnd } from './run.mjs';

/**
 * `npm run stripe-emulator -- ...`: the emulator alone, until Ctrl-C; its flags are those of apps/stripe-emulator.
 * @param {readonly string[]} args
 */
export async function main(args) {
  process.exitCode = await runToItsEnd(path.join(ROOT, 'apps', 'stripe-emulator', 'src', 'main.ts'), args, withoutGaps(process.env));
}

/**
 * @param {NodeJS.ProcessEnv} env
 * @returns {Record<string, string>}
 */
function withoutGaps(env) {
  /** @type {Record<string, string>} */
  const whole = {};
  for (const [name, value] of Object.entries(env)) if (value !== undefined) whole[name] = value;
  return whole;
}
