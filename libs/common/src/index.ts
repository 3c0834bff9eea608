import './fastify-request.js';

export * from './access/index.js';
export * from './client-address/index.js';
export { CommonModule } from './common.module.js';
export * from './errors/index.js';
export * from './fields/index.js';
export * from './http/index.js';
export { Idempotency } from './idempotency/idempotency.js';
export { IdempotencyStore } from './idempotency/idempotency-store.js';
export * from './openapi/index.js';
export * from './operation/index.js';
export * from './pagination/index.js';
export * from './rate-limit/index.js';
export * from './redis/index.js';
export * from './response-cache/index.js';
export * from './validation/index.js';
