// `node apps/stripe-emulator/conformance/derive.ts --document FILE [--check]`: makes the committed data from Stripe's document.
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { STRIPE_MOCK_VERSION, readDocument } from './document.ts';
import { deriveExpandable } from './expandable.ts';
import { deriveParameters } from './parameters.ts';
import { deriveSchemas } from './schemas.ts';

const { values } = parseArgs({ options: { document: { type: 'string' }, check: { type: 'boolean', default: false } } });

/** A line for each operation and each shared entry: a difference shows where it is. */
function printed(data: object): string {
  const lines = Object.entries(data).map(([key, value]: [string, unknown]) => {
    if (typeof value === 'string') return `${JSON.stringify(key)}: ${JSON.stringify(value)}`;
    if (Array.isArray(value)) return `${JSON.stringify(key)}: [\n${value.map((item) => JSON.stringify(item)).join(',\n')}\n]`;
    return `${JSON.stringify(key)}: {\n${Object.entries(value as object).map(([name, item]) => `${JSON.stringify(name)}: ${JSON.stringify(item)}`).join(',\n')}\n}`;
  });
  return `{\n${lines.join(',\n')}\n}\n`;
}

/** @returns whether the file is, or was made, what the document gives */
function settle(file: URL, text: string, check: boolean): boolean {
  const name = file.pathname.split('/apps/').at(-1) ?? '';
  if (!check) writeFileSync(file, text);
  const same = !check || readFileSync(file, 'utf8') === text;
  process.stdout.write(`${same ? '✓' : '✗'} ${name}: ${Math.round(text.length / 1024)} KiB${same ? '' : ' is not what the document gives; run it without --check'}\n`);
  return same;
}

function main(): number {
  if (!values.document) {
    process.stderr.write('Usage: node apps/stripe-emulator/conformance/derive.ts --document FILE [--check]\n');
    return 2;
  }
  // Go keeps each release in a folder of its name: tools/conformance.mjs must fetch the one that is told here.
  if (!values.document.includes(`@${STRIPE_MOCK_VERSION}`)) {
    process.stderr.write(`${values.document} is not of stripe-mock ${STRIPE_MOCK_VERSION}, which conformance/document.ts names.\n`);
    return 2;
  }
  const document = readDocument(values.document);
  const source = `Derived from the OpenAPI document ${document.info.version} in github.com/stripe/stripe-mock ${STRIPE_MOCK_VERSION} (MIT, (c) Stripe, Inc.) by conformance/derive.ts, with the additions of conformance/endive.ts. Do not edit.`;
  const parameters = settle(new URL('../src/wire/parameters.json', import.meta.url), printed(deriveParameters(document, source)), values.check);
  const schemas = settle(new URL('schemas.json', import.meta.url), printed(deriveSchemas(document, source)), values.check);
  const expandable = settle(new URL('../src/wire/expandable.json', import.meta.url), printed(deriveExpandable(document, source)), values.check);
  return parameters && schemas && expandable ? 0 : 1;
}

process.exitCode = main();
