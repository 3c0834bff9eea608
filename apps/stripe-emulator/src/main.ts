import { startEmulator } from './emulator.ts';
import { USAGE, readSettings } from './settings.ts';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'may not be used by this user', EADDRINUSE: 'is taken by another process: give another --port', EADDRNOTAVAIL: 'is not an address of this machine', ENOTDIR: 'is not a folder', EEXIST: 'is not a folder', EROFS: 'cannot be written', ENOSPC: 'has no room left',
};

function sentence(error: unknown): string {
  if (!(error instanceof Error)) return 'Unknown error.';
  const { code = '', path, port, address } = error as NodeJS.ErrnoException & { readonly port?: number; readonly address?: string };
  const reason = REASONS[code];
  if (reason === undefined) return error.message;
  return `${path ?? `${address ?? ''}:${port ?? ''}`} ${reason}.`;
}

try {
  const settings = readSettings(process.argv.slice(2), process.env);
  if (settings === 'help') process.stdout.write(`${USAGE}\n`);
  else {
    const emulator = await startEmulator(settings);
    // The journal cannot be written: what cannot be kept must not be answered, so nothing is any more.
    process.once('uncaughtException', (error) => {
      process.stderr.write(`${sentence(error)}\n`);
      process.exit(1);
    });
    process.stdout.write(`Stripe emulator on ${emulator.url}${settings.data === undefined ? ', in memory' : `, state in ${settings.data}`}\n`);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void emulator.close().then(() => process.exit(0)));
  }
} catch (error) {
  process.stderr.write(`${sentence(error)}\n`);
  process.exitCode = 1;
}
