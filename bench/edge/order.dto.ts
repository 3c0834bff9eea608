import { CountryCode, Day, Email, Flag, ListOf, OneOf, Text, Uuid, Whole } from '@plumbline/common';

export class OrderLineDto {
  @Text({ max: 32, pattern: /^[A-Z0-9-]+$/, example: 'BOLT-M8' }) sku!: string;
  @Whole({ min: 1, max: 10_000, example: 200 }) quantity!: number;
  @Whole({ min: 0, max: 100_000_000, example: 35 }) unitPriceMinor!: number;
}

/** Eight fields, one of them a list of objects: the size of body that the service is sent most. It is answered as it came. */
export class OrderDto {
  @Uuid() businessId!: string;
  @Email() contactEmail!: string;
  @Text({ max: 120, trimmed: true, example: 'Ada Lovelace' }) contactName!: string;
  @CountryCode() country!: string;
  @OneOf(['EUR', 'GBP', 'USD']) currency!: string;
  @Day() dueOn!: string;
  @Flag({ example: false }) urgent!: boolean;
  @ListOf(() => OrderLineDto, { min: 1, max: 20 }) lines!: OrderLineDto[];
}
