import type { Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { LARGEST_FILE_BYTES } from '@plumbline/common';
import { pdf } from '../content/documents.fixture.js';
import { file, FIRST_BYTE_MS, form, loggedErrors, NotesController, NotesService, SLOW_MS, statement } from './notes-service.fixture.js';

describe.each(['fast', 'stock'])('a download through the %s edge', (edge) => {
  let service: NotesService;

  beforeAll(async () => {
    service = await NotesService.start(edge);
  });
  beforeEach(() => service.clear());
  afterAll(() => service.close());

  it('whose reader goes away is no failure', async () => {
    await service.send(form(statement, file(pdf(3_000_000))));
    const errors = loggedErrors();
    const socket = await service.open();
    socket.write('GET /notes/last HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer client\r\n\r\n');
    await new Promise((resolve) => socket.once('data', resolve));
    socket.destroy();
    // The next one is read whole, by then the other is over.
    expect((await service.download().then((answer) => answer.arrayBuffer())).byteLength).toBe(3_000_000);
    Logger.overrideLogger(false);
    expect(errors).toEqual([]);
  });

  it('whose reader takes nothing is broken off', async () => {
    await service.send(form(statement, file(pdf(LARGEST_FILE_BYTES))));
    // The server's end of this very connection: others, kept alive from before, close when they like.
    const accepted = new Promise<Socket>((resolve) => service.app.getHttpServer().once('connection', resolve));
    const socket = await service.open();
    socket.on('error', () => undefined);
    // Listened to from the beginning: it may be over before anybody asks.
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const ours = await accepted;
    const brokenOff = new Promise((resolve) => ours.once('close', resolve));
    socket.write('GET /notes/briefly HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer navigator\r\n\r\n');
    await brokenOff;
    let taken = 0;
    socket.on('data', (bytes: Buffer) => (taken += bytes.length));
    await closed;
    expect(taken).toBeLessThan(LARGEST_FILE_BYTES);
  }, SLOW_MS);

  it('whose reader is slow is served whole, beyond the deadline for its first byte', async () => {
    await service.send(form(statement, file(pdf(LARGEST_FILE_BYTES))));
    const answer = await service.download('/notes/slowly');
    await delay(1.5 * FIRST_BYTE_MS);
    expect((await answer.arrayBuffer()).byteLength).toBe(LARGEST_FILE_BYTES);
  }, SLOW_MS);

  it('whose stored bytes were changed is not served as if it were whole', async () => {
    await service.send(form(statement, file(pdf(900_000))));
    const damage = async (n: number): Promise<void> => {
      const chunk = await service.database.db.collection('files.chunks').findOne({ n });
      const data = Buffer.from((chunk?.['data'] as { buffer: Uint8Array }).buffer);
      data[9] = (data[9] as number) ^ 1;
      await service.database.db.collection('files.chunks').updateOne({ n }, { $set: { data } });
    };
    await damage(2);
    const errors = loggedErrors();
    await expect(service.download().then((answer) => answer.arrayBuffer())).rejects.toThrow();
    Logger.overrideLogger(false);
    expect(errors).toEqual([[expect.objectContaining({ fileId: NotesController.stored.id, err: expect.objectContaining({ message: 'Segment 2 was changed, moved or cut off.' }) as unknown }), 'A stored file cannot be read.', 'Attachment']]);
    await damage(0);
    const answer = await service.download();
    expect([answer.status, await answer.json()]).toEqual([500, expect.objectContaining({ code: 'INTERNAL' })]);
  });
});
