import type { mongo } from 'mongoose';

/** How long a relayed event stays that a later run of its request must find (docs/adr/0012): as long as an Idempotency-Key is kept. */
const KEY_LIFETIME_MS = 24 * 3_600_000;
/** The most of them that stay in one document, so that they leave room for events that wait. */
export const MOST_KEPT = 200;

const filter = (input: unknown, cond: unknown): mongo.Document => ({ $filter: { input, as: 'event', cond } });

/**
 * The update by which the events of a document up to and including `seq` count as relayed. It is computed by the database from the
 * document as it is then, so that a write between reading and acknowledging loses nothing, and it leaves `v` alone: nothing that anybody
 * may read has changed. What is relayed goes, but for events under an Idempotency-Key, which stay for the key's lifetime.
 */
export function acknowledgement(seq: number): mongo.Document[] {
  const isKept = { $and: [{ $lte: ['$$event.seq', '$relayedTo'] }, { $ne: [{ $type: '$$event.effectId' }, 'missing'] }, { $gt: ['$$event.at', { $subtract: ['$$NOW', KEY_LIFETIME_MS] }] }] };
  const waiting = filter({ $ifNull: ['$outbox', []] }, { $gt: ['$$event.seq', '$relayedTo'] });
  const kept = { $slice: [filter({ $ifNull: ['$outbox', []] }, isKept), -MOST_KEPT] };
  return [
    { $set: { relayedTo: { $max: ['$relayedTo', seq] } } },
    { $set: { unrelayed: { $ifNull: [{ $getField: { field: 'at', input: { $first: waiting } } }, '$$REMOVE'] }, outbox: { $concatArrays: [kept, waiting] } } },
    { $set: { outbox: { $cond: [{ $eq: ['$outbox', []] }, '$$REMOVE', '$outbox'] } } },
  ];
}

const OWN = new Set(['outbox', 'unrelayed', 'relayedTo']);

/** Whether an update only took note of relayed events: nothing has changed then for whoever reads the document. */
export function isAcknowledgement({ updatedFields, removedFields }: mongo.UpdateDescription): boolean {
  const touched = [...Object.keys(updatedFields ?? {}), ...(removedFields ?? [])];
  return touched.every((path) => OWN.has(path.split('.', 1)[0] as string));
}
