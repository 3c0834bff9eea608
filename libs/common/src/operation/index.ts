export { Operation, pagePolicy, type OperationOptions } from './operation.js';
export { MEDIA_TYPES, policyOf, type BodyFormat, type OperationPolicy } from './operation-policy.js';
