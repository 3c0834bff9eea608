// Draws the libraries' graph into docs/architecture.md, between its markers; `--check` only says whether it is the one that stands there.
import { readFileSync, writeFileSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import settings from '../.dependency-cruiser.mjs';

const PAGE = new URL('../docs/architecture.md', import.meta.url);
const BETWEEN = /(<!-- graph -->\n)[^]*?(<!-- \/graph -->)/;
/** @param {string} path */
const nameOf = (path) => /^(?:libs|apps)\/([^/]+)\//.exec(path)?.[1];

const { output } = await cruise(['apps', 'libs'], { ...settings.options, exclude: { path: ['\\.spec\\.ts$', '\\.fixture\\.ts$', 'node_modules', '^test/'] } });
if (typeof output === 'string') throw new Error('dependency-cruiser gave a text, not a result.');
const arrows = new Set();
for (const { source, dependencies } of output.modules) {
  for (const { resolved } of dependencies) {
    const [from, to] = [nameOf(source), nameOf(resolved)];
    if (from !== undefined && to !== undefined && from !== to) arrows.add(`  ${from} --> ${to}`);
  }
}
const graph = `\`\`\`mermaid\nflowchart TD\n${[...arrows].sort().join('\n')}\n\`\`\`\n`;
const page = readFileSync(PAGE, 'utf8');
const drawn = page.replace(BETWEEN, `$1${graph}$2`);
if (process.argv.includes('--check')) {
  if (drawn !== page) {
    process.stderr.write('docs/architecture.md does not show the graph of the code; run npm run generate.\n');
    process.exitCode = 1;
  }
} else writeFileSync(PAGE, drawn);
