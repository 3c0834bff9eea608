export const NOT_OF_PAYMENTS: readonly string[];
