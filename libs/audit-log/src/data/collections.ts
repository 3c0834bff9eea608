/** The log itself: entries are inserted and never changed. */
export const AUDIT_ENTRIES = 'audit_entries';
/** Where each chain ends, and the newest checkpoint. */
export const AUDIT_HEADS = 'audit_heads';
/** What was signed about it. */
export const AUDIT_CHECKPOINTS = 'audit_checkpoints';
