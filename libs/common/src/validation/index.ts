export { coerceForm } from './coerce-form.js';
export { EdgeValidationPipe } from './edge-validation.pipe.js';
export { FormBody, parseForm } from './form-body.js';
export { invalidFields } from './invalid-fields.js';
export { parseJsonBody } from './json-body.js';
export { readMultipartFields } from './multipart-fields.js';
export { PathId } from './path-id.js';
export { refuseQuery } from './refuse-query.js';
export { StockValidationPipe } from './stock-validation.pipe.js';
