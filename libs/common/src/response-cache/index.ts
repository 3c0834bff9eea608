export { type MadeAnswer } from './made-answer.js';
export { ResponseCache, type ResponseCacheOptions } from './response-cache.js';
