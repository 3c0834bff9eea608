import type { Contender } from './contender.js';

const CONTENDERS: Readonly<Record<string, () => Promise<() => Promise<Contender>>>> = {
  // Each is loaded alone, so that its memory and start are its own.
  plumbline: async () => (await import('./contenders/plumbline.js')).plumbline,
  'plumbline-unsealed': async () => (await import('./contenders/plumbline-unsealed.js')).plumblineUnsealed,
  'bare-stock': async () => (await import('./contenders/bare.js')).bareStock,
  'bare-compiled': async () => (await import('./contenders/bare.js')).bareCompiled,
  'plain-fastify': async () => (await import('./contenders/plain-fastify.js')).plainFastify,
  'usual-nest': async () => (await import('./contenders/usual-nest.js')).usualNest,
};

function usage(): { cpuMicros: number; rssBytes: number } {
  const { user, system } = process.cpuUsage();
  return { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() };
}

/** `node serve.js NAME`: says its port over the control channel and answers there what it has used. */
async function main(name: string): Promise<void> {
  const load = CONTENDERS[name];
  if (load === undefined) throw new Error(`No contender is called ${name}.`);
  const contender = await (await load())();
  process.on('message', () => process.send?.({ usage: usage() }));
  process.on('disconnect', () => process.exit(0));
  process.send?.({ port: await contender.listen() });
}

main(process.argv[2] ?? '').catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});
