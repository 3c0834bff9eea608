import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from '@jest/globals';
import { Sentence } from '../cli/sentence.ts';
import { jsonOf } from './json.ts';
import { readReport } from './read-report.ts';
import { reportOf } from './report.fixture.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'report-'));
const file = path.join(folder, 'report.json');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('reading a report', () => {
  it('takes the file or its folder, and members that are not known', () => {
    writeFileSync(file, jsonOf({ ...reportOf(), younger: true } as never));
    expect(readReport(folder)).toEqual(readReport(file));
    expect(readReport(file).checks).toEqual(reportOf().checks);
  });

  it.each([
    ['', /is no report: it is empty/],
    ['{"reportVersion":1', /was cut off/],
    ['[]', /says no reportVersion/],
    ['null', /says no reportVersion/],
    ['{"reportVersion":2}', /version 2, and this program reads version 1/],
    ['{"reportVersion":1}', /broken report: it must have/],
    [jsonOf({ ...reportOf(), startedAt: 'yesterday' }), /\/startedAt must match format/],
    [jsonOf(reportOf()).replace('"outcome": "not-available"', '"outcome": "maybe"'), /outcome must be equal to one of/],
    [jsonOf(reportOf()).replace('"findings": [', '"findingz": ['), /must have required property 'findings'/],
  ])('says in one sentence what is wrong with %j', (text, sentence) => {
    writeFileSync(file, text);
    expect(() => readReport(file)).toThrow(Sentence);
    expect(() => readReport(file)).toThrow(sentence);
  });

  it('says that nothing is there', () => {
    expect(() => readReport(path.join(folder, 'nowhere'))).toThrow(/nowhere is not there\.$/);
  });
});
