import { defineStateMachine } from '@plumbline/problems';

/**
 * The life of a certificate. A newer one of the same firm takes the place of the one before, so that a firm holds one at a time; what
 * was revoked stays revoked, and a certificate whose time is over can still be revoked, so that it says why it should not have been.
 */
export const CERTIFICATE_STATES = defineStateMachine({
  initial: 'valid',
  transitions: {
    valid: { supersede: 'superseded', expire: 'expired', revoke: 'revoked' },
    superseded: { revoke: 'revoked' },
    expired: { revoke: 'revoked' },
    revoked: {},
  },
});

export type CertificateState = (typeof CERTIFICATE_STATES)['initial'];
