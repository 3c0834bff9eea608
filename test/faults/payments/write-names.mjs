// What a write of the driver is called: its collection and what it says there, so that a point is the same one in the next run.

const WRITES = new Set(['insert', 'update', 'delete', 'findAndModify']);

/**
 * What is no part of a payment, and is written by time or by other parts of the service, whose own fault tests kill them
 * (killed-worker, smtp, data-keys): everything else that changes while a payment runs has its points.
 */
export const NOT_OF_PAYMENTS = ['api_keys', 'assessments', 'audit_checkpoints', 'audit_heads', 'businesses', 'certificates', 'file_records', 'leases', 'mails', 'migrations', 'second_factors', 'sessions', 'subject_keys', 'users'];
/** Jobs that carry payments on. Their recurring ones (`recurring:...`) only look for what is due, as often as they please. */
const JOBS = /^(payments\.|marketplace\.note-payments$)/;

/** @param {string} name of a command */
export const isWrite = (name) => WRITES.has(name);

/**
 * @param {string} name @param {Record<string, any>} command @param {Record<string, any>} reply
 * @returns {number} how many documents it changed
 */
export function written(name, command, reply) {
  if (name === 'findAndModify') return reply.lastErrorObject?.n ?? (reply.value === null ? 0 : 1);
  if (name === 'insert') return command.documents.length - (reply.writeErrors?.length ?? 0);
  return name === 'delete' ? reply.n : reply.nModified + (reply.upserted?.length ?? 0);
}

/** Names writes; what is only known by its id is known by what was read or written of it before. */
export class WriteNames {
  /** @type {Map<string, string>} a job's or an event's name by its id */
  #known = new Map();

  /**
   * @param {string} name @param {Record<string, any>} command @param {Record<string, any>} [reply]
   * @returns {readonly string[]} none: it is no part of a payment; several: the relay, and whoever takes events in, write what they have at hand, more or less at a time
   */
  of(name, command, reply) {
    const collection = command[name];
    if (NOT_OF_PAYMENTS.includes(collection)) return [];
    if (collection === 'jobs' && name === 'insert') return this.#jobs(command);
    if (collection === 'stripe_events' && name === 'insert') return this.#events(command);
    if (collection === 'audit_entries') return [...new Set(command.documents.map(({ action }) => `audit_entries insert ${action}`))];
    const one = this.#one(collection, name, command, reply);
    return one === undefined ? [] : [one];
  }

  #jobs({ documents }) {
    for (const { _id, name } of documents) this.#known.set(_id, name);
    return [...new Set(documents.filter(({ name }) => JOBS.test(name)).map(({ name, data }) => `jobs insert ${name} (${data.type ?? ''})`))];
  }

  #one(collection, name, command, reply) {
    if (collection === 'jobs') return this.#job(name, command, reply);
    if (collection === 'stripe_events') return this.#event(command);
    if (collection === 'idempotency_keys') return `idempotency_keys ${name === 'insert' ? 'claim' : command.updates?.[0].u?.$set?.body === undefined ? name : 'answer'}`;
    return [collection, name, ...meaning(command)].join(' ');
  }

  #job(name, command, reply) {
    if (name === 'findAndModify') {
      const { _id, name: job } = reply?.value ?? {};
      if (_id !== undefined) this.#known.set(_id, job);
      return JOBS.test(command.query.name) && !isRecurring(_id) ? `jobs claim ${command.query.name}` : undefined;
    }
    const { _id } = (command.updates ?? command.deletes)[0].q;
    const job = this.#known.get(_id) ?? '';
    return JOBS.test(job) && !isRecurring(_id) ? `jobs ${name === 'delete' ? 'done' : 'again'} ${job}` : undefined;
  }

  #events({ documents }) {
    for (const { _id, type } of documents) this.#known.set(_id, type);
    return [...new Set(documents.map(({ type, state }) => `stripe_events insert ${type} ${state}`))];
  }

  #event(command) {
    const state = plain(stageOf(command)['state']);
    return `stripe_events ${state === undefined ? 'take' : state} ${this.#known.get(command.query?._id) ?? ''}`.trim();
  }
}

const isRecurring = (id) => String(id).startsWith('recurring:');

/** Updates are pipelines of one stage, in which values stand as literals. */
const plain = (value) => value?.$literal ?? value;
const stageOf = ({ update }) => (Array.isArray(update) ? update : [update])[0]?.$set ?? {};

/** What a write says: the operation that it plans or settles, the events that it announces or records, the entries that it books. */
function meaning(command) {
  const { documents, updates } = command;
  const text = JSON.stringify(documents ?? updates ?? command.deletes ?? command.update);
  const { kind, state } = (documents?.[0]?.operations ?? plain(stageOf(command)['operations']))?.at(-1) ?? {};
  const events = [...text.matchAll(/"(?:type|action)":(?:\{"\$literal":)?"([a-z_]+\.[a-z_]+)"/g)].map(([, type]) => type);
  const entries = (documents ?? []).map(({ kind: entry }) => entry).filter((entry) => typeof entry === 'string');
  return [...(kind === undefined ? [] : [`${kind}:${state}`]), ...(updates !== undefined && text.includes('relayedTo') ? ['relayed'] : []), ...new Set([...events, ...entries])];
}
