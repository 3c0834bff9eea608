import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { envExample, readConfig } from '@plumbline/config';
import type { OpenAPIObject } from '@nestjs/swagger';
import { accessPage } from './access-page.js';
import { createApplication } from './application.js';

/** The contract depends on no variable but the public address; keys are made up and no database is there. */
async function contract(): Promise<OpenAPIObject> {
  const key = (): string => randomBytes(32).toString('base64');
  const config = readConfig({
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    MONGODB_URI: 'mongodb://127.0.0.1:1/none?replicaSet=rs0',
    DATA_KEYS: `k1:${key()}`,
    BLIND_INDEX_KEY: key(),
    TOKEN_SIGNING_KEYS: `t1:${key()}`,
    CERTIFICATE_SIGNING_KEYS: `c1:${key()}`,
    AUDIT_SIGNING_KEYS: `a1:${key()}`,
    COOKIE_KEY: key(),
  });
  return (await createApplication(config)).document;
}

const document = await contract();
mkdirSync('docs/api', { recursive: true });
writeFileSync('.env.example', envExample());
writeFileSync('docs/api/openapi.json', `${JSON.stringify(document, null, 1)}\n`);
writeFileSync('docs/access.md', accessPage(document));
// What was put together for its contract alone has nothing to finish.
process.exit(0);
