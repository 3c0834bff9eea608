#!/usr/bin/env node
// Runs on any Node that knows modules, so that an old one gets a sentence and not a syntax error.
import { existsSync } from 'node:fs';

const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(`plumbline-audit needs Node 22.18 or newer; this is ${process.versions.node}.\n`);
  process.exit(3);
}
// In the repository the sources run as they are; a package brings them compiled.
const source = new URL('../src/main.ts', import.meta.url);
await import((existsSync(source) ? source : new URL('../dist/main.js', import.meta.url)).href);
