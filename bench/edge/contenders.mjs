/**
 * @typedef {object} Contender
 * @property {string} title
 * @property {string} program name in serve.ts
 * @property {'eddsa' | 'hs256'} token
 * @property {Record<string, string>} env
 */

/** @type {Record<string, Contender>} */
export const CONTENDERS = {
  fast: { title: 'Plumbline, EDGE=fast', program: 'plumbline', token: 'eddsa', env: { EDGE: 'fast' } },
  stock: { title: 'Plumbline, EDGE=stock', program: 'plumbline', token: 'eddsa', env: { EDGE: 'stock' } },
  bare: { title: 'bare Nest, ValidationPipe', program: 'bare-stock', token: 'eddsa', env: {} },
  compiled: { title: 'bare Nest, our validators and fast-json-stringify', program: 'bare-compiled', token: 'eddsa', env: {} },
  plain: { title: 'hardened plain Fastify', program: 'plain-fastify', token: 'eddsa', env: {} },
  symmetric: { title: 'hardened plain Fastify, tokens of HS256', program: 'plain-fastify', token: 'hs256', env: {} },
  usual: { title: 'Nest with its usual modules', program: 'usual-nest', token: 'eddsa', env: {} },
};

/** What each is started with, beside the common environment. */
export function environmentOf(laboratory, database, name) {
  const { token, env } = CONTENDERS[name];
  return laboratory.environment(database, { ...env, ...(token === 'hs256' ? { BENCH_HS256_SECRET: laboratory.secrets.hs256 } : {}) });
}

export const WITH_SYMMETRIC = Object.keys(CONTENDERS);
/** Where tokens make no difference worth a row of its own. */
export const NAMES = WITH_SYMMETRIC.filter((name) => name !== 'symmetric');
