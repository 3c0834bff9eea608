// `node apps/stripe-emulator/conformance/derive.ts --document FILE [--check]`: makes the committed data from Stripe's document.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { readDocument } from './document.ts';
import { deriveParameters } from './parameters.ts';

const { values } = parseArgs({ options: { document: { type: 'string' }, check: { type: 'boolean', default: false } } });

/** A line for each operation and each shared entry: a difference shows where it is. */
function printed({ source, operations, shared }: ReturnType<typeof deriveParameters>): string {
  const lines = Object.entries(operations).map(([name, tree]) => `    ${JSON.stringify(name)}: ${JSON.stringify(tree)}`);
  return `{\n  "source": ${JSON.stringify(source)},\n  "operations": {\n${lines.join(',\n')}\n  },\n  "shared": [\n${shared.map((tree) => `    ${JSON.stringify(tree)}`).join(',\n')}\n  ]\n}\n`;
}

/** @returns whether the file is, or was made, what the document gives */
function settle(file: URL, text: string, check: boolean): boolean {
  const name = file.pathname.split('/').slice(-4).join('/');
  if (!check) writeFileSync(file, text);
  const same = !check || readFileSync(file, 'utf8') === text;
  process.stdout.write(`${same ? '✓' : '✗'} ${name}: ${Math.round(text.length / 1024)} KiB${same ? '' : ' is not what the document gives; run it without --check'}\n`);
  return same;
}

function main(): number {
  if (!values.document) {
    process.stderr.write('Usage: node apps/stripe-emulator/conformance/derive.ts --document FILE [--check]; `npm run conformance -- derive` finds the file itself.\n');
    return 2;
  }
  const document = readDocument(values.document);
  const files = [[new URL('../src/wire/parameters.json', import.meta.url), printed(deriveParameters(document))]] as const;
  return files.map(([file, text]) => settle(file, text, values.check)).every(Boolean) ? 0 : 1;
}

process.exitCode = main();
