export { Operation, pagePolicy, type OperationOptions } from './operation.js';
export { MEDIA_TYPES, policyOf, type BodyFormat, type OperationPolicy } from './operation-policy.js';
export { FILE_PART, LARGEST_FILE_BYTES } from './upload.js';
export { Signed, type SignedBody } from './signed-body.js';
