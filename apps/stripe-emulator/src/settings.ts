import path from 'node:path';
import { parseArgs } from 'node:util';
import type { EmulatorOptions } from './emulator.ts';
import type { Endpoint } from './webhooks/endpoints.ts';

export const USAGE = `Usage: stripe-emulator [--port 3010] [--host 127.0.0.1] [--data FOLDER | --memory] [--url URL] [--webhook URL=SECRET]...

  --port     PORT of the emulator (environment: PORT); 0 takes a free one
  --host     address to listen on
  --data     folder of its journal, .data/stripe-emulator unless given
  --memory   keep nothing on the disk
  --url      address under which browsers reach its pages, http://HOST:PORT unless given
             (environment: STRIPE_EMULATOR_URL)
  --webhook  endpoint to send events to, with its whsec_ secret; may be given several times
             (environment: STRIPE_EMULATOR_WEBHOOKS=URL|SECRET,URL|SECRET)`;

/**
 * What the command line and the environment ask for; the command line goes first.
 * @throws Error with a sentence for what cannot be meant
 */
export function readSettings(args: readonly string[], env: Readonly<Record<string, string | undefined>>): EmulatorOptions | 'help' {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' }, host: { type: 'string' }, data: { type: 'string' }, memory: { type: 'boolean' }, url: { type: 'string' }, help: { type: 'boolean', short: 'h' },
      webhook: { type: 'string', multiple: true },
    },
  });
  if (values.help) return 'help';
  if (values.memory && values.data !== undefined) throw new Error('Give --data or --memory, not both.');
  const url = values.url ?? env['STRIPE_EMULATOR_URL'];
  if (url !== undefined && !isAddress(url)) throw new Error(`--url must be an address of http or https, not ${url.slice(0, 80)}.`);
  const written = (env['STRIPE_EMULATOR_WEBHOOKS'] ?? '').split(',').filter((text) => text !== '').map((text) => endpointOf(text, text.lastIndexOf('|')));
  const given = (values.webhook ?? []).map((text) => endpointOf(text, text.lastIndexOf('=')));
  return {
    port: portOf(values.port ?? env['PORT'] ?? '3010'), host: values.host ?? '127.0.0.1', webhooks: [...written, ...given],
    ...(url !== undefined && { publicUrl: url.replace(/\/+$/, '') }),
    ...(!values.memory && { data: path.resolve(values.data ?? path.join('.data', 'stripe-emulator')) }),
  };
}

function isAddress(text: string): boolean {
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}

function portOf(text: string): number {
  const port = Number(text);
  if (!/^\d{1,5}$/.test(text) || port > 65_535) throw new Error(`The port must be a number from 0 to 65535, not ${text}.`);
  return port;
}

function endpointOf(text: string, separator: number): Endpoint {
  const [url, secret] = [text.slice(0, separator), text.slice(separator + 1)];
  if (separator < 1 || secret === '' || !isAddress(url)) throw new Error(`A webhook is URL=SECRET, such as http://127.0.0.1:3000/webhooks/stripe=whsec_test, not ${text.slice(0, 80)}.`);
  return { url, secret };
}
