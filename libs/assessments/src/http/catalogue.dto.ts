import { Day, Flag, ListOf, Nested, OneOf, Text, Url, Whole } from '@plumbline/common';
import { AREA_IDS, type AreaId, CATALOGUE_LIMITS, type Effort, EFFORTS, SERVICE_CATEGORIES, type ServiceCategory, type Tier } from '../domain/catalogue/catalogue.js';

export const CATALOGUE_EDITION = { min: 1, max: 100_000, example: 1, description: 'Version of the catalogue; it never changes once it is published.' } as const;
const STATEMENT_ID = { max: 16, pattern: /^[A-Z]{3}-[1-3]-\d{2}$/, example: 'LEG-1-01' } as const;
const COUNT = { min: 0, max: 1000, example: 4 } as const;
const MOST_STATEMENTS = 200;

export class CatalogueQuery {
  @Whole({ ...CATALOGUE_EDITION, optional: true, description: 'A published version; the current one unless told.' }) version?: number;
}

export class AreaParams {
  @Text({ max: 40, pattern: /^[a-z-]+$/, example: 'legal-compliance', description: 'Id of the area.' }) areaId!: string;
}

export class StatementSummaryDto {
  @Text(STATEMENT_ID) id!: string;
  @Whole({ min: 1, max: 3, example: 1, description: '1: self-declared, 2: shown by evidence, 3: verified by a navigator.' }) tier!: Tier;
  @Text({ max: CATALOGUE_LIMITS.text.most, example: 'We are registered in SAM.gov.' }) text!: string;
  @Whole({ min: 1, max: 5, example: 5 }) weight!: number;
  @Flag({ example: true, description: 'A buyer would refuse the firm without it; not_applicable is no answer to it.' }) critical!: boolean;
}

export class SourceDto {
  @Text({ max: CATALOGUE_LIMITS.title.most, example: 'SAM.gov' }) title!: string;
  @Url({ example: 'https://sam.gov/' }) url!: string;
}

export class RemediationDto {
  @Text({ max: CATALOGUE_LIMITS.remediation.most, example: 'Register the firm and renew once a year.' }) text!: string;
  @OneOf(EFFORTS, { example: 'days' }) effort!: Effort;
  @Nested(() => SourceDto) source!: SourceDto;
}

export class StatementDto extends StatementSummaryDto {
  @Text({ max: CATALOGUE_LIMITS.evidence.most, example: 'The confirmation with its date.', description: 'What counts as evidence.' }) evidence!: string;
  @Nested(() => RemediationDto) remediation!: RemediationDto;
  @OneOf(SERVICE_CATEGORIES, { description: 'What a provider sells that helps.' }) serviceCategory!: ServiceCategory;
}

class AreaHeadDto {
  @OneOf(AREA_IDS) id!: AreaId;
  @Text({ max: CATALOGUE_LIMITS.title.most, example: 'Legal & compliance' }) title!: string;
  @Text({ max: CATALOGUE_LIMITS.summary.most, example: 'Whether the firm may contract at all.' }) summary!: string;
}

export class AreaCountsDto {
  @Whole(COUNT) tier1!: number;
  @Whole(COUNT) tier2!: number;
  @Whole(COUNT) tier3!: number;
  @Whole({ ...COUNT, example: 2 }) critical!: number;
}

export class AreaSummaryDto extends AreaHeadDto {
  @Nested(() => AreaCountsDto) counts!: AreaCountsDto;
  @ListOf(() => StatementSummaryDto, { max: MOST_STATEMENTS }) statements!: readonly StatementSummaryDto[];
}

export class CatalogueDto {
  @Whole(CATALOGUE_EDITION) version!: number;
  @Day({ example: '2026-11-22' }) publishedOn!: string;
  @ListOf(() => AreaSummaryDto, { max: AREA_IDS.length }) areas!: readonly AreaSummaryDto[];
}

export class AreaDto extends AreaHeadDto {
  @Whole(CATALOGUE_EDITION) version!: number;
  @ListOf(() => StatementDto, { max: MOST_STATEMENTS }) statements!: readonly StatementDto[];
}
