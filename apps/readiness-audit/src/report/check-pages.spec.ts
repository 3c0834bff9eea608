import { describe, expect, it } from '@jest/globals';
import { checkPages, PAGE_MARK } from './check-pages.ts';
import { CHECKS_OF_ALL_KINDS } from './report.fixture.ts';

const METAS = CHECKS_OF_ALL_KINDS.map(({ meta }) => meta);

describe('the pages of checks', () => {
  it('are the same each time', () => {
    expect([...checkPages(METAS)]).toEqual([...checkPages(structuredClone(METAS))]);
  });

  it('are one for each check, and an index that links them all by area', () => {
    const pages = checkPages(METAS);
    expect([...pages.keys()]).toEqual(['README.md', ...METAS.map(({ id }) => `${id}.md`)]);
    for (const { id, why, how, mend } of METAS) for (const text of [PAGE_MARK, why, how, mend]) expect(pages.get(`${id}.md`)).toContain(text);
    const links = [...(pages.get('README.md') ?? '').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link);
    expect(links.sort()).toEqual(METAS.map(({ id }) => `${id}.md`).sort());
    expect(pages.get('README.md')).toContain('## Access');
  });
});
