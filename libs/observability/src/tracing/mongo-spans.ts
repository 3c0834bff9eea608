import { type Context, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api';
import type { EventEmitter } from 'node:events';
import { currentRequest } from '../request-context.js';

/** The driver's command monitoring events, as far as spans need them (MongoDB's Command Logging and Monitoring specification). */
interface CommandStarted {
  readonly requestId: number;
  readonly address: string;
  readonly connectionId?: string | number | undefined;
  readonly databaseName: string;
  readonly commandName: string;
  readonly command: Readonly<Record<string, unknown>>;
}
interface CommandEnded {
  readonly requestId: number;
  readonly address: string;
  readonly connectionId?: string | number | undefined;
}

/** Spans that were begun and not ended; bounded, as an event can be lost with its connection. */
const MOST_OPEN = 10_000;

function keyOf({ address, connectionId, requestId }: CommandEnded): string {
  return `${address} ${connectionId ?? ''} ${requestId}`;
}

/** Only the command's name, the database and the collection: a statement's text holds personal values. */
function attributesOf({ address, databaseName, commandName, command }: CommandStarted): Record<string, string> {
  const target = commandName === 'getMore' ? command['collection'] : command[commandName];
  return {
    'db.system': 'mongodb',
    'db.namespace': databaseName,
    'db.operation': commandName,
    'server.address': address,
    ...(typeof target === 'string' ? { 'db.collection': target } : {}),
  };
}

/** Makes a client span of every command that runs for a request; heartbeats and the like belong to none and get none. */
export function observeMongoCommands(client: EventEmitter, tracer: Tracer, contextOf: (request: object | undefined) => Context): void {
  const open = new Map<string, Span>();
  client.on('commandStarted', (event: CommandStarted) => {
    const request = currentRequest();
    if (request === undefined || open.size >= MOST_OPEN) return;
    const attributes = attributesOf(event);
    const target = attributes['db.collection'];
    const name = target === undefined ? event.commandName : `${event.commandName} ${target}`;
    open.set(keyOf(event), tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes }, contextOf(request)));
  });
  const end = (event: CommandEnded, failed: boolean): void => {
    const key = keyOf(event);
    const span = open.get(key);
    if (span === undefined) return;
    open.delete(key);
    if (failed) span.setStatus({ code: SpanStatusCode.ERROR });
    span.end();
  };
  client.on('commandSucceeded', (event: CommandEnded) => end(event, false));
  client.on('commandFailed', (event: CommandEnded) => end(event, true));
}
