import type { Scenes } from '../../specimen/scene.fixture.ts';

const WAYS = { with: ['ways'] } as const;
const NO_DOCUMENT = { target: { openapi: '/nowhere.json' }, as: 'not-available' } as const;

export const WEB_SCENES: Readonly<Record<string, Scenes>> = {
  'web.headers': { passes: {}, fails: { defects: ['headers'] }, silent: NO_DOCUMENT },
  'web.cors': { passes: {}, fails: { defects: ['cors'] }, silent: NO_DOCUMENT },
  'web.tls': { passes: { tls: {}, target: { ca: '{{folder}}/ca.pem' } }, fails: { tls: {} }, silent: { as: 'not-applicable' } },
  'web.redirect': { passes: WAYS, fails: { ...WAYS, defects: ['redirect'] }, silent: { only: ['login'], as: 'not-applicable' } },
  'web.cookies': { passes: WAYS, fails: { ...WAYS, defects: ['cookies'] }, silent: { only: ['login'], as: 'not-applicable' } },
  'web.ssrf': { passes: WAYS, fails: { ...WAYS, defects: ['ssrf'] }, silent: { only: ['login'], as: 'not-applicable' } },
  'web.secrets-in-url': { passes: {}, fails: { defects: ['secrets-in-url'] }, silent: NO_DOCUMENT },
};
