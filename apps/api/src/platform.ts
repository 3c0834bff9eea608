import type { ModuleMetadata } from '@nestjs/common';
import { AssessmentsModule } from '@plumbline/assessments';
import { AuditLogModule } from '@plumbline/audit-log';
import { BusinessesModule } from '@plumbline/businesses';
import { CertificatesModule } from '@plumbline/certificates';
import { CommonModule } from '@plumbline/common';
import { type Config, ConfigModule } from '@plumbline/config';
import { DatabaseModule } from '@plumbline/database';
import { IdentityModule } from '@plumbline/identity';
import { JobsModule } from '@plumbline/jobs';
import { MailModule } from '@plumbline/mail';
import { MarketplaceModule } from '@plumbline/marketplace';
import { PaymentsModule } from '@plumbline/payments';
import { PROBLEM_TYPES } from './problems.js';

/**
 * What the service and its commands are made of: every library that stores something is here, so that a command that walks all of it (the
 * rotation of keys) misses none.
 * @param runsJobs false for commands, which hand jobs in and run none.
 */
export function platform(config: Config, { runsJobs }: { readonly runsJobs: boolean }): NonNullable<ModuleMetadata['imports']> {
  return [
    ConfigModule.forRoot(config),
    DatabaseModule.forRoot(),
    CommonModule.forRoot(PROBLEM_TYPES),
    JobsModule.forRoot({ runs: runsJobs }),
    MailModule.forRoot(config),
    AuditLogModule,
    IdentityModule,
    BusinessesModule,
    AssessmentsModule,
    CertificatesModule,
    MarketplaceModule,
    PaymentsModule,
  ];
}
