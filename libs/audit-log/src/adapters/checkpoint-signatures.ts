import type { SignatureVerifier } from '@plumbline/signatures';
import { asCheckpoint, CHECKPOINT_TYPE, type Opened, type SignedCheckpoint } from '../domain/checkpoint.js';

/** Looks at a checkpoint's signature and content with the audit log's public keys. */
export function openCheckpoint(keys: SignatureVerifier, jws: string): SignedCheckpoint {
  return { jws, opened: opened(keys, jws) };
}

function opened(keys: SignatureVerifier, jws: string): Opened {
  const verdict = keys.verify(CHECKPOINT_TYPE, jws);
  if (!verdict.ok) return verdict;
  const checkpoint = asCheckpoint(verdict.payload);
  return checkpoint === undefined ? { ok: false, fault: 'content' } : { ok: true, checkpoint, keyId: verdict.keyId };
}
