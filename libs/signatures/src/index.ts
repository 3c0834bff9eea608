export { type PublishedKey, publishedKey } from './published-key.js';
export { type SignatureFault, SignatureRing, type Verdict } from './signature-ring.js';
export { type SigningKey, signingKeys } from './signing-key.js';
