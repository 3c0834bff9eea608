import type { EventEmitter } from 'node:events';
import { Gauge } from 'prom-client';
import { metricsRegistry } from './registry.js';

const open = new Set<string>();
const pool = { inUse: 0, waiting: 0 };

new Gauge({
  name: 'mongodb_pool_connections',
  help: 'Connections of the pool by state; waiting counts the operations that wait for one.',
  labelNames: ['state'],
  registers: [metricsRegistry],
  collect() {
    this.set({ state: 'open' }, open.size);
    this.set({ state: 'in_use' }, pool.inUse);
    this.set({ state: 'waiting' }, pool.waiting);
  },
});

interface PoolEvent {
  readonly address: string;
  readonly connectionId: number | string;
}

/** Counts by the driver's pool events (Connection Monitoring and Pooling specification). */
export function meterMongoPool(client: EventEmitter): void {
  const change = (event: string, member: keyof typeof pool, by: 1 | -1): void => {
    client.on(event, () => {
      pool[member] = Math.max(0, pool[member] + by);
    });
  };
  change('connectionCheckedOut', 'inUse', 1);
  change('connectionCheckedIn', 'inUse', -1);
  change('connectionCheckOutStarted', 'waiting', 1);
  change('connectionCheckedOut', 'waiting', -1);
  change('connectionCheckOutFailed', 'waiting', -1);
  const keyOf = ({ address, connectionId }: PoolEvent): string => `${address} ${connectionId}`;
  // The driver makes its first connection before anybody can listen; it is met when it is used.
  for (const event of ['connectionCreated', 'connectionCheckedOut']) client.on(event, (made: PoolEvent) => open.add(keyOf(made)));
  client.on('connectionClosed', (closed: PoolEvent) => open.delete(keyOf(closed)));
}
