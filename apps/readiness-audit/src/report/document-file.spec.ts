import { describe, expect, it } from '@jest/globals';
import type { Specification } from '../artifacts/repository.ts';
import type { Evidenced } from '../judge/judge-check.ts';
import type { Operation } from '../openapi/document.ts';
import { documentFileOf } from './document-file.ts';

const operation = (path: string): Operation => ({ id: path, method: 'GET', path, pointer: '#', deprecated: false, parameters: [], answers: [], security: 'none', raw: {} });

function gathered(source: string, files: readonly string[], specifications: readonly Specification[] = []): Evidenced['artifacts'] {
  return {
    document: { value: { source, version: '3.1.0', title: '', operations: [operation('/api/things'), operation('/api/things/{id}')], document: {}, problems: [], isBehindLogin: false } },
    repository: { value: { isGit: true, files, texts: {}, textsRead: 0, unread: [], secrets: [], environment: { reads: [], mentioned: [] }, locks: [], specifications } },
  };
}

describe('the file of the OpenAPI document', () => {
  it('is the one that the target file names', () => {
    expect(documentFileOf(gathered('./docs/openapi.yaml', ['README.md', 'docs/openapi.yaml']))).toBe('docs/openapi.yaml');
  });

  it('is one that lists all that is served, with or without the base path', () => {
    const other = { file: 'other.json', operations: ['GET /things', 'POST /things/{}'] };
    expect(documentFileOf(gathered('/openapi.json', [], [other, { file: 'a.json', operations: ['GET /things', 'GET /things/{}', 'GET /more'] }]))).toBe('a.json');
    expect(documentFileOf(gathered('/openapi.json', [], [other]))).toBeUndefined();
  });

  it('is none where nothing was read', () => {
    expect(documentFileOf({})).toBeUndefined();
    expect(documentFileOf({ ...gathered('openapi.json', []), repository: { outcome: 'not-available', reason: 'No repository.' } })).toBeUndefined();
  });
});
