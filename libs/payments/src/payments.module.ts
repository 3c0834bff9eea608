import { Module } from '@nestjs/common';
import { BusinessesModule } from '@plumbline/businesses';
import { Config } from '@plumbline/config';
import { MarketplaceModule } from '@plumbline/marketplace';
import { CautiousRiskDecision } from './adapters/cautious-risk-decision.js';
import { StripeClient } from './adapters/stripe/stripe-client.js';
import { StripeProcessor } from './adapters/stripe/stripe-processor.js';
import { PaymentsRepository } from './data/payments.repository.js';
import { PaymentProcessor } from './use-cases/payment-processor.js';
import { PaymentWriter } from './use-cases/payment-writer.js';
import { RiskDecision } from './use-cases/risk-decision.js';

const STORED = [PaymentsRepository, PaymentWriter];

const PROCESSOR = [
  { provide: StripeClient, inject: [Config], useFactory: (config: Config) => new StripeClient(config) },
  { provide: PaymentProcessor, inject: [StripeClient, Config], useFactory: (client: StripeClient, config: Config) => new StripeProcessor(client, config) },
  { provide: RiskDecision, useClass: CautiousRiskDecision },
];

@Module({
  imports: [BusinessesModule, MarketplaceModule],
  controllers: [],
  providers: [...STORED, ...PROCESSOR],
  exports: [PaymentProcessor],
})
export class PaymentsModule {}
