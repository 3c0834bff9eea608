import { describe, expect, it } from '@jest/globals';
import { anchorsOf, commandsIn, pageAt } from './runbooks.ts';

describe('commandsIn', () => {
  it('knows scripts, goals and files, in blocks and within lines', () => {
    const text = 'Run `npm run doctor` first.\n\n```sh\n$ npm run --silent -w apps/web build -- --fast && make -j 2 restore\nFORCE=1 ./deploy/switch.sh blue\nnode --enable-source-maps tools/repair.mjs | tee log\nnpm run <script>\nnode dist/main.js\nkubectl get pods\n```\n';
    expect(commandsIn(text).map(({ line, needs: { kind, name } }) => [line, kind, name])).toEqual([[1, 'script', 'doctor'], [4, 'script', 'build'], [4, 'goal', 'restore'], [5, 'file', 'deploy/switch.sh'], [6, 'file', 'tools/repair.mjs']]);
  });
});

describe('pageAt', () => {
  const pages = [{ file: 'docs/runbooks/queue.md', text: '' }, { file: 'README.md', text: '' }];
  it.each(['docs/runbooks/queue.md', './docs/runbooks/queue.md#full', 'https://git.test/us/it/blob/main/docs/runbooks/queue.md#full', 'https://docs.test/runbooks/queue/', 'https://docs.test/runbooks/Queue.html'])('finds what %s leads to', (link) => {
    expect(pageAt(link, pages)?.file).toBe('docs/runbooks/queue.md');
  });

  it('finds nothing elsewhere', () => {
    expect(pageAt('https://wiki.test/pages/17', pages)).toBeUndefined();
  });
});

describe('anchorsOf', () => {
  it('makes them as GitHub does', () => {
    expect([...anchorsOf('# The `queue` is full!\n\n## Many errors (5xx)\n\n### Own {#mine}\n')]).toEqual(['the-queue-is-full', 'many-errors-5xx', 'own', 'mine']);
  });
});
