const line = {
  type: 'object',
  additionalProperties: false,
  required: ['sku', 'quantity', 'unitPriceMinor'],
  properties: {
    sku: { type: 'string', minLength: 1, maxLength: 32, pattern: '^[A-Z0-9-]+$' },
    quantity: { type: 'integer', minimum: 1, maximum: 10_000 },
    unitPriceMinor: { type: 'integer', minimum: 0, maximum: 100_000_000 },
  },
} as const;

/** `OrderDto`, as one writes it for Fastify. */
export const ORDER_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['businessId', 'contactEmail', 'contactName', 'country', 'currency', 'dueOn', 'urgent', 'lines'],
  properties: {
    businessId: { type: 'string', format: 'uuid' },
    contactEmail: { type: 'string', format: 'email', maxLength: 254 },
    contactName: { type: 'string', minLength: 1, maxLength: 120 },
    country: { type: 'string', pattern: '^[A-Z]{2}$' },
    currency: { type: 'string', enum: ['EUR', 'GBP', 'USD'] },
    dueOn: { type: 'string', format: 'date' },
    urgent: { type: 'boolean' },
    lines: { type: 'array', minItems: 1, maxItems: 20, items: line },
  },
} as const;

/** `TierResponseSubmission`, as one writes it for Fastify. */
export const RESPONSES_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['tier', 'responses'],
  properties: {
    tier: { type: 'integer', minimum: 1, maximum: 3 },
    responses: {
      type: 'array',
      minItems: 1,
      maxItems: 100,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['statementId', 'answer'],
        properties: { statementId: { type: 'string', maxLength: 16 }, answer: { type: ['string', 'null'] }, reason: { type: 'string', maxLength: 500 } },
      },
    },
  },
} as const;
