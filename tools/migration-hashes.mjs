// Writes migrations/source-hashes.ts: the hash of each migration's source as it stands, line ends aside. A build changes a
// function's text, so that the text as written is what tells whether a migration was changed after it was applied.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

const folder = new URL('../migrations/', import.meta.url);
const lines = readdirSync(folder)
  .filter((file) => /^\d{4}-.*\.ts$/.test(file))
  .sort()
  .map((file) => {
    const source = readFileSync(new URL(file, folder), 'utf8').replaceAll('\r\n', '\n');
    return `  '${file.replace(/\.ts$/, '')}': '${createHash('sha256').update(source).digest('hex')}',\n`;
  });
writeFileSync(
  new URL('source-hashes.ts', folder),
  `// Written by \`npm run generate\`; do not edit by hand.\nexport const SOURCE_HASHES: Readonly<Record<string, string>> = {\n${lines.join('')}};\n`,
);
