import { Database } from '@plumbline/database';
import { loadConfig } from '@plumbline/config';
import { mongo } from 'mongoose';
import { createApplication } from '../../../apps/api/src/application.js';
import type { Contender } from '../contender.js';

/** The real application, but for its cipher: what is marked as personal is stored as it is, in the same shape. */
export async function plumblineUnsealed(): Promise<Contender> {
  const { app } = await createApplication(loadConfig());
  Object.assign(app.get(Database).cipher, {
    encrypt: (plain: Buffer) => new mongo.Binary(plain),
    decrypt: (stored: Uint8Array) => Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength),
  });
  return {
    listen: async () => {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return Number(new URL(await app.getUrl()).port);
    },
  };
}
