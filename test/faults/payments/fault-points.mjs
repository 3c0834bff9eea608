// Preloaded into the built service (NODE_OPTIONS=--import): tells every durable write and every call of the processor as it happens, and
// kills the process at one of them. The points come from the driver's own command monitoring and from Node's HTTP client, so that no
// write and no call can be without one. Nothing of it is in the service.
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';
import { mongo } from 'mongoose';

const { FAULT_POINTS: log = '', FAULT_ORDER: order = '', STRIPE_API_URL: processor = '' } = process.env;
const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);
/** What a payment is made of; jobs and leases are looked at where they are about payments. */
const COLLECTIONS = /^(payments|payment_\w+|stripe_events|payout_accounts|invoices|ledger_entries|ledger_differences|idempotency_keys|service_requests|proposals)$/;
/** How often each point was passed since the order was given. */
let passed = new Map();
let orderInForce = '';

/** @returns {string | undefined} where to die, `point#n:before`; `watch` for nowhere; undefined while nobody watches */
function currentOrder() {
  const given = existsSync(order) ? readFileSync(order, 'utf8') : '';
  if (given !== orderInForce) [passed, orderInForce] = [new Map(), given];
  return given === '' ? undefined : given;
}

/** @param {string} point @param {'before' | 'after'} when */
function pass(point, when) {
  const dieAt = currentOrder();
  if (dieAt === undefined) return;
  const name = `${point}:${when}`;
  const count = (passed.get(name) ?? 0) + 1;
  passed.set(name, count);
  const here = `${point}#${count}:${when}`;
  appendFileSync(log, `${here}\n`);
  if (here === dieAt.trim()) process.kill(process.pid, 'SIGKILL');
}

/** @param {Record<string, any>} command what makes one write of a collection another than the next: the operations and events that it writes */
function meaning(command) {
  const words = JSON.stringify(command).match(/"(payment|intent|refund|transfer|dispute|invoice|service_request|proposal)\.[a-z_]+"/g) ?? [];
  return [...new Set(words.map((word) => word.slice(1, -1)))].sort().join(' ');
}

/** @param {string} name @param {Record<string, any>} command @returns {string | undefined} */
function writePoint(name, command) {
  const collection = command[name];
  if (!WRITES.has(name)) return undefined;
  const isOurs = COLLECTIONS.test(collection) || (collection === 'jobs' && JSON.stringify(command).includes('payments.'));
  return isOurs ? `${collection} ${name} ${meaning(command)}`.trim() : undefined;
}

const connect = mongo.MongoClient.prototype.connect;
mongo.MongoClient.prototype.connect = function (...args) {
  /** @type {Map<number, string>} */
  const running = new Map();
  this.on('commandStarted', ({ commandName, command, requestId }) => {
    const point = writePoint(commandName, command);
    if (point === undefined) return;
    running.set(requestId, point);
    pass(point, 'before');
  });
  const ended = ({ requestId }) => {
    const point = running.get(requestId);
    if (point === undefined) return;
    running.delete(requestId);
    pass(point, 'after');
  };
  this.on('commandSucceeded', ended);
  this.on('commandFailed', ended);
  return connect.apply(this, args);
};

const { port } = new URL(processor || 'http://127.0.0.1:1');
const request = http.request;
http.request = function (options, ...rest) {
  const method = options?.method ?? 'GET';
  const isCall = String(options?.port) === port && method !== 'GET';
  const point = `stripe ${method} ${String(options?.path).split('?')[0].replace(/\/\w+_\w{6,}/g, '/{id}')}`;
  if (isCall) pass(point, 'before');
  const sent = request.call(this, options, ...rest);
  // First of all listeners: nobody has seen the answer yet.
  if (isCall) sent.prependListener('response', (response) => response.once('end', () => pass(point, 'after')));
  return sent;
};
syncBuiltinESMExports();
