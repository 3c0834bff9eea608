export { BODY_LIMIT } from './bodies.js';
export { entityTag, IfMatch } from './conditional.js';
export { Edge, type EdgeParts } from './edge.js';
export { type AnswerForm, KEPT, PreparedAnswer } from './prepared-answer.js';
export { responseSchemas } from './response-schemas.js';
export { SERVER_OPTIONS } from './server-options.js';
export { Html, html } from './html.js';
