/** On which side of a payment a firm stands: who pays, or who earns. */
export const SIDES = ['client', 'provider'] as const;
export type Side = (typeof SIDES)[number];
