export { type PublishedKey, publishedKey } from './published-key.js';
export { SignatureRing } from './signature-ring.js';
export { type SignatureFault, SignatureVerifier, type Verdict } from './signature-verifier.js';
export { type SigningKey, signingKeys } from './signing-key.js';
