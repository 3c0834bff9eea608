import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Lab } from './lab.ts';
import { gatherLogs, startOfLog } from './logs.ts';

describe('gatherLogs', () => {
  let folder: string;
  let lab: Lab;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'logs-'));
    file = path.join(folder, 'a.log');
    lab = new Lab({ name: 'x', baseUrl: 'http://127.0.0.1:1', folder, logs: { file: 'a.log' } });
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('reads what was written since, without secrets', async () => {
    writeFileSync(file, 'old\n');
    const start = startOfLog(lab);
    lab.mask.add('sesame-9', 'password of admin');
    appendFileSync(file, '{"a":"sesame-9"}\r\n\nfree text\n');
    expect(await gatherLogs(lab, start)).toEqual({ file: 'a.log', more: 0, isCut: false, lines: [{ text: '{"a":"<password of admin>"}', json: { a: '<password of admin>' }, secrets: ['password of admin'] }, { text: 'free text' }] });
  });

  it('knows tokens of others and does not keep them', async () => {
    const start = startOfLog(lab);
    const token = ['eyJhbGciOiJIUzI1NiJ9', 'eyJzdWIiOiIxMjM0In0', 'dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U'].join('.');
    writeFileSync(file, `{"authorization":"Bearer ${token}"}\n`);
    const logs = await gatherLogs(lab, start);
    expect(logs.lines).toMatchObject([{ credentials: [{ kind: 'a signed token (JWT)' }], json: { authorization: expect.stringMatching(/^Bearer eyJhbG… /) as unknown } }]);
    expect(JSON.stringify(logs)).not.toContain(token);
  });

  it('reads all of a log that was rotated', async () => {
    writeFileSync(file, 'a long line that is gone\n');
    const start = startOfLog(lab);
    writeFileSync(file, 'new\n');
    expect((await gatherLogs(lab, start)).lines).toEqual([{ text: 'new' }]);
  });

  it('searches what it does not keep', async () => {
    const start = startOfLog(lab);
    writeFileSync(file, `${'x'.repeat(1_023)}\n`.repeat(9 * 1_024));
    appendFileSync(file, 'by zebedee.quillfeather@plumbline-audit.test\n');
    const { lines, more } = await gatherLogs(lab, start);
    expect(lines.at(-1)?.text).toBe('by zebedee.quillfeather@plumbline-audit.test');
    expect([lines.length + more, more > 500]).toEqual([9 * 1_024 + 1, true]);
  });

  it('says so where nothing was written', async () => {
    await expect(gatherLogs(lab, startOfLog(lab))).rejects.toThrow('There is no log at a.log');
    writeFileSync(file, 'old\n');
    await expect(gatherLogs(lab, startOfLog(lab))).rejects.toThrow('Nothing was written to a.log');
  });
});
