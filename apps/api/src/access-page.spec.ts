import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { accessPage } from './access-page.js';

describe('docs/access.md', () => {
  it('is what the access table and the OpenAPI document say; run npm run generate', () => {
    const document = JSON.parse(readFileSync('docs/api/openapi.json', 'utf8')) as OpenAPIObject;
    expect(readFileSync('docs/access.md', 'utf8')).toBe(accessPage(document));
  });
});
