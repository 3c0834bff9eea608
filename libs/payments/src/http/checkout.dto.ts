import { ListOf, oneOf, OneOf, PageQuery, Text, Url, Uuid, Whole } from '@plumbline/common';
import { SIDES, type Side } from '../domain/sides.js';
import { CURRENCIES, type Currency } from '../domain/money.js';

export class PaymentListQuery extends PageQuery {
  @OneOf(SIDES, { default: 'client', description: 'What your firms pay, or what they earn.' }) side!: Side;
  @Uuid({ optional: true, description: 'One of your firms; all of them when left out.' }) businessId?: string;
}

export class PaymentConfigDto {
  @Text({ max: 255, nullable: true, example: 'pk_test_emulator', description: 'What the card form names the account by; null while payments are not configured.' }) publishableKey!: string | null;
  @Url({ protocols: ['http:', 'https:'], nullable: true, example: 'http://localhost:3010', description: 'Where a Stripe emulator answers in place of Stripe; null with Stripe itself.' }) emulatorUrl!: string | null;
  @Text({ max: 20, example: '2026-11', description: 'The terms that a payer accepts now.' }) termsVersion!: string;
  @ListOf(oneOf(CURRENCIES), { max: CURRENCIES.length, example: CURRENCIES }) currencies!: readonly Currency[];
}

export class SavedMethodQuery {
  @Uuid({ description: 'The firm that saved it.' }) businessId!: string;
}

export class SavedMethodParams {
  @Text({ min: 4, max: 255, pattern: /^pm_[A-Za-z0-9_]+$/, example: 'pm_1MqLiJLkdIwHu7ixUEgbFdYF', description: 'One of the list.' }) methodId!: string;
}

export class SavedMethodDto {
  @Text({ max: 255, example: 'pm_1MqLiJLkdIwHu7ixUEgbFdYF' }) id!: string;
  @Text({ max: 40, example: 'visa' }) brand!: string;
  @Text({ min: 4, max: 4, example: '4242' }) last4!: string;
  @Text({ max: 20, example: 'credit' }) funding!: string;
  @Text({ max: 2, optional: true, example: 'US' }) country?: string;
  @Whole({ min: 1, max: 12, example: 8 }) expiryMonth!: number;
  @Whole({ min: 2_000, max: 2_200, example: 2_030 }) expiryYear!: number;
}

export class SavedMethodsDto {
  @ListOf(() => SavedMethodDto, { max: 100 }) items!: readonly SavedMethodDto[];
}
