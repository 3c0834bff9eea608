import type { Catalogue } from './catalogue.js';
import { BUSINESS_DEVELOPMENT } from './areas/business-development.js';
import { FINANCE_ACCOUNTING } from './areas/finance-accounting.js';
import { LEGAL_COMPLIANCE } from './areas/legal-compliance.js';
import { OPERATIONS_DELIVERY } from './areas/operations-delivery.js';
import { QUALITY_PERFORMANCE } from './areas/quality-performance.js';
import { RECORDS_DATA_PRIVACY } from './areas/records-data-privacy.js';
import { RISK_CONTINUITY } from './areas/risk-continuity.js';
import { SUPPLY_CHAIN } from './areas/supply-chain.js';
import { TECHNOLOGY_CYBERSECURITY } from './areas/technology-cybersecurity.js';
import { WORKFORCE_HR } from './areas/workforce-hr.js';

/** The first published catalogue. It never changes again: a correction is a version 2 beside it. */
export const CATALOGUE_V1: Catalogue = {
  version: 1,
  publishedOn: '2026-11-22',
  areas: [
    LEGAL_COMPLIANCE,
    FINANCE_ACCOUNTING,
    OPERATIONS_DELIVERY,
    WORKFORCE_HR,
    TECHNOLOGY_CYBERSECURITY,
    QUALITY_PERFORMANCE,
    BUSINESS_DEVELOPMENT,
    SUPPLY_CHAIN,
    RECORDS_DATA_PRIVACY,
    RISK_CONTINUITY,
  ],
};
