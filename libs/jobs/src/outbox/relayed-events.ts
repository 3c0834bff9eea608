import type { WaitingDocument } from '@plumbline/database';
import type { RelayedEvent } from '../relayed-event.js';

/** The events of a document as they are handed on. Those of one write share `seq`; their place in it makes their ids differ. */
export function relayedEvents({ collection, objectId, events }: WaitingDocument): RelayedEvent[] {
  let place = 0;
  let before: number | undefined;
  return events.map(({ seq, type, at, actor, data }) => {
    place = seq === before ? place + 1 : 0;
    before = seq;
    return { id: `${collection}:${objectId}:${seq}:${place}`, type, at, actor, data, collection, objectId, seq };
  });
}
