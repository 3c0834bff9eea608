import type { ServerResponse } from 'node:http';
import { overviewPage } from '../pages/overview.ts';
import { HEADERS, HTML } from '../pages/html.ts';
import type { EmulatorParts } from '../parts.ts';
import { sendText } from '../server.ts';
import type { Incoming } from '../wire/api.ts';
import { DOORS } from './doors.ts';
import { BadDoorRequest } from './json.ts';
import { isLocal } from './loopback.ts';

const PREFIX = '/_emulator';

/** The doors under `/_emulator/` and the page at `/`: for this machine only. */
export function emulatorDoor(parts: EmulatorParts, incoming: Incoming, response: ServerResponse): boolean {
  const isPage = incoming.pathname === '/' && incoming.method === 'GET';
  if (!isPage && !incoming.pathname.startsWith(`${PREFIX}/`)) return false;
  if (!isLocal(incoming.headers, incoming.remote)) {
    sendJson(response, 403, { error: 'The doors of the emulator open from this machine only, under the name localhost.' });
    return true;
  }
  if (isPage) sendText(response, 200, HTML, overviewPage(parts), HEADERS);
  else void open(parts, incoming, response);
  return true;
}

async function open(parts: EmulatorParts, incoming: Incoming, response: ServerResponse): Promise<void> {
  const door = DOORS[`${incoming.method} ${incoming.pathname.slice(PREFIX.length)}`];
  if (!door) {
    sendJson(response, 404, { error: `There is no such door; the doors are ${Object.keys(DOORS).map((name) => name.replace(' ', ` ${PREFIX}`)).join(', ')}.` });
    return;
  }
  try {
    sendJson(response, 200, await door(parts, bodyOf(incoming), new URLSearchParams(incoming.query)));
  } catch (error) {
    if (!(error instanceof BadDoorRequest)) process.stderr.write(`${error instanceof Error ? String(error.stack) : 'unknown error'}\n`);
    sendJson(response, error instanceof BadDoorRequest ? 400 : 500, { error: error instanceof Error ? error.message : 'unknown error' });
  }
}

function bodyOf({ method, body, headers }: Incoming): unknown {
  if (method !== 'POST' || body === '') return {};
  // A form of a page elsewhere cannot send this type without being asked first.
  if (!(headers['content-type'] ?? '').startsWith('application/json')) throw new BadDoorRequest('Send the body with content-type: application/json.');
  try {
    return JSON.parse(body) as unknown;
  } catch {
    throw new BadDoorRequest('The body is not JSON.');
  }
}

function sendJson(response: ServerResponse, status: number, body: object): void {
  sendText(response, status, 'application/json', `${JSON.stringify(body, null, 2)}\n`, { 'cache-control': 'no-store' });
}
