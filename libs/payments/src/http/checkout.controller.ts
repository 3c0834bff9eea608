import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, type Principal } from '@plumbline/common';
import { Config } from '@plumbline/config';
import { PROBLEMS } from '@plumbline/problems';
import { TERMS_VERSION } from '../domain/fee-policy.js';
import { CURRENCIES } from '../domain/money.js';
import { SavedMethods } from '../use-cases/saved-methods.js';
import { PaymentConfigDto, SavedMethodParams, SavedMethodQuery, SavedMethodsDto } from './checkout.dto.js';

/** What a card form needs to know, and the cards that a firm has saved. */
@ApiTags('payments')
@Controller('payments')
export class CheckoutController {
  readonly #config: PaymentConfigDto;

  constructor(
    config: Config,
    private readonly methods: SavedMethods,
  ) {
    const { emulatorUrl = null } = config.stripe ?? {};
    const publishableKey = config.get('STRIPE_PUBLISHABLE_KEY') ?? (emulatorUrl === null ? null : 'pk_test_emulator');
    this.#config = { publishableKey, emulatorUrl, termsVersion: TERMS_VERSION, currencies: CURRENCIES };
  }

  @Operation('payments.getConfig', { summary: 'What a card form needs to know', response: PaymentConfigDto })
  @Get('config')
  getConfig(): PaymentConfigDto {
    return this.#config;
  }

  @Operation('payments.listSavedMethods', { summary: 'Cards that a firm has saved', response: SavedMethodsDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get('saved-methods')
  async list(@Caller() caller: Principal, @Query() { businessId }: SavedMethodQuery): Promise<SavedMethodsDto> {
    return { items: await this.methods.list(caller, businessId) };
  }

  @Operation('payments.removeSavedMethod', { summary: 'Forget a saved card', status: 204 })
  @Delete('saved-methods/:methodId')
  remove(@Caller() caller: Principal, @Param() { methodId }: SavedMethodParams, @Query() { businessId }: SavedMethodQuery): Promise<void> {
    return this.methods.remove(caller, businessId, methodId);
  }
}
