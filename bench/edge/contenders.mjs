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
  plain: { title: 'hardened plain Fastify', program: 'plain-fastify', token: 'hs256', env: {} },
  usual: { title: 'Nest with its usual modules', program: 'usual-nest', token: 'hs256', env: {} },
};

export const NAMES = /** @type {readonly (keyof typeof CONTENDERS)[]} */ (Object.keys(CONTENDERS));
