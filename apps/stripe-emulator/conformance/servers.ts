import { spawn, type ChildProcess } from 'node:child_process';
import { createServer, type AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';

/** A server that was started for the comparison. */
export interface Started {
  readonly address: string;
  readonly stop: () => Promise<void>;
}

const READY_WITHIN_MS = 20_000;
const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));

/** Starts the emulator, which keeps nothing, on a free port. */
export async function startEmulator(): Promise<Started> {
  const port = await freePort();
  return started('The emulator', port, spawn(process.execPath, [MAIN, '--memory', '--port', String(port)], { stdio: ['ignore', 'ignore', 'inherit'] }));
}

/** @param binary stripe-mock, as `go install` leaves it */
export async function startStripeMock(binary: string): Promise<Started> {
  const port = await freePort();
  return started('stripe-mock', port, spawn(binary, ['-http-port', String(port)], { stdio: 'ignore' }));
}

async function started(name: string, port: number, child: ChildProcess): Promise<Started> {
  const gone = new Promise<never>((_, reject) => {
    child.once('error', (error) => reject(new Error(`${name} does not start: ${error.message}`)));
    child.once('exit', (code) => reject(new Error(`${name} ended with ${code ?? 'a signal'} before it answered`)));
  });
  const address = `http://127.0.0.1:${port}`;
  const stop = (): Promise<void> =>
    new Promise((resolve) => {
      if (child.exitCode !== null || child.signalCode !== null) return resolve();
      child.removeAllListeners('exit');
      child.once('exit', () => resolve());
      child.kill();
    });
  process.once('exit', () => child.kill('SIGKILL'));
  try {
    await Promise.race([answers(name, address), gone]);
  } catch (error) {
    await stop();
    throw error;
  }
  return { address, stop };
}

/** Any answer will do: it listens. */
async function answers(name: string, address: string): Promise<void> {
  const deadline = Date.now() + READY_WITHIN_MS;
  for (;;) {
    try {
      await (await fetch(address)).arrayBuffer();
      return;
    } catch {
      if (Date.now() > deadline) throw new Error(`${name} does not answer within ${READY_WITHIN_MS / 1000} s`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

/** Both servers take a port by number only; between this and their start another program could take it, and they would say so. */
function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
