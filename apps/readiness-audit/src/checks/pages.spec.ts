import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { checkPages } from '../report/check-pages.ts';
import { CHECKS } from './index.ts';

const FOLDER = path.join(__dirname, '../../../../docs/readiness-audit');

describe('docs/readiness-audit', () => {
  it('holds what the checks say of themselves: `npm run generate` writes it', () => {
    const committed = readdirSync(FOLDER).map((name) => [name, readFileSync(path.join(FOLDER, name), 'utf8')] as const);
    expect(Object.fromEntries(committed)).toEqual(Object.fromEntries(checkPages(CHECKS.map(({ meta }) => meta))));
  });
});
