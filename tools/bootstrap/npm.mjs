import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { run } from '../child.mjs';

const NPM_CLI = path.join('npm', 'bin', 'npm-cli.js');

/**
 * Runs npm under the Node that runs us, not under the one its launcher would find.
 * @param {readonly string[]} args
 * @param {Omit<Parameters<typeof run>[2], 'env'> & { env?: NodeJS.ProcessEnv }} options
 * @returns {ReturnType<typeof run>}
 */
export function npm(args, options) {
  const script = npmScript();
  return script ? run(process.execPath, [script, ...args], options) : run('npm', args, options);
}

/**
 * The program behind `npm`: the one that called us, else the one beside this Node, else the one on PATH.
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {string | undefined}
 */
export function npmScript(env = process.env) {
  // pnpm and yarn set the same variable.
  const caller = env.npm_execpath && /npm-cli\.js$/.test(env.npm_execpath) ? [env.npm_execpath] : [];
  const beside = [path.join(path.dirname(process.execPath), 'node_modules', NPM_CLI), path.join(path.dirname(process.execPath), '..', 'lib', 'node_modules', NPM_CLI)];
  const onPath = (env.PATH ?? '').split(path.delimiter).filter(Boolean).flatMap((folder) => [target(path.join(folder, 'npm')), path.join(folder, 'node_modules', NPM_CLI)]);
  return [...caller, ...beside, ...onPath].find((file) => file.endsWith('.js') && existsSync(file));
}

/** @param {string} link */
function target(link) {
  try {
    return realpathSync(link);
  } catch {
    return link;
  }
}
