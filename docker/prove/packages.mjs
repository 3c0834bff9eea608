// Compares the packages of an installed folder with package-lock.json: everything that production needs on this platform, nothing else.
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import path from 'node:path';

const [folder = '.'] = process.argv.slice(2);
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));

/** Every `node_modules/...` path of a package below a folder, as the lock file writes it. */
function installed(below) {
  const found = [];
  for (const name of readdirSync(path.join(folder, below), { withFileTypes: true }).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.')).map((entry) => entry.name)) {
    const names = name.startsWith('@') ? readdirSync(path.join(folder, below, name)).map((inner) => `${name}/${inner}`) : [name];
    for (const each of names) {
      const at = `${below}/${each}`;
      found.push(at);
      if (existsSync(path.join(folder, at, 'node_modules'))) found.push(...installed(`${at}/node_modules`));
    }
  }
  return found;
}

const present = new Set(installed('node_modules'));
const extra = [...present].filter((at) => !packages[at] || packages[at].dev);
// An optional package is for some platforms only; a peer may be optional, too.
const missing = Object.entries(packages).filter(([at, { dev, optional, devOptional, peer }]) => at.startsWith('node_modules/') && !dev && !optional && !devOptional && !peer && !present.has(at)).map(([at]) => at);
const wrong = [...present].filter((at) => packages[at] && JSON.parse(readFileSync(path.join(folder, at, 'package.json'), 'utf8')).version !== packages[at].version);

for (const [what, which] of Object.entries({ 'not for production': extra, missing, 'of another version': wrong })) {
  if (which.length > 0) console.error(`${what}: ${which.join(', ')}`);
}
console.log(`${present.size} packages`);
process.exitCode = extra.length + missing.length + wrong.length > 0 ? 1 : 0;
