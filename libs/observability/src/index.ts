export { currentRequest, remainingMs, runInRequest, type RequestContext } from './request-context.js';
