import { execFile } from 'node:child_process';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';

const PROGRAM = path.join(import.meta.dirname, '../bin/plumbline-audit.mjs');

interface Ended {
  readonly code: unknown;
  readonly out: string;
  readonly said: string;
}

const started = (...args: readonly string[]): Promise<Ended> => new Promise((resolve) => {
  execFile(process.execPath, [PROGRAM, ...args], (error, out, said) => resolve({ code: error?.code ?? 0, out, said }));
});

describe('plumbline-audit', () => {
  it('says its version', async () => {
    expect(await started('--version')).toEqual({ code: 0, out: expect.stringMatching(/^\d+\.\d+\.\d+\n$/), said: '' });
  });

  it.each([
    ['run', '--artifacts, --passive, --only, --out, --i-own-this, --strict, --quiet'],
    ['init', '--out'],
    ['claims', '--max-age, --json'],
  ])('says of an option that %s does not know which ones it does', async (command, known) => {
    expect(await started(command, '--pdf')).toEqual({ code: 3, out: '', said: `Unknown option '--pdf': ${command} knows ${known} and --help.\n` });
  });

  it('is of no other mind about a command that it does not know', async () => {
    expect((await started('--pdf')).said).toBe('There is no command --pdf: plumbline-audit <init | run | show | compare | explain | claims>\n');
  });
});
