import { Day, Flag, ListOf, Text, Whole } from '@plumbline/common';
import { CATALOGUE_EDITION, StatementDto } from './catalogue.dto.js';

const MEMBER = { max: 40, example: 'remediation.effort' } as const;
const VALUE = { max: 1000, example: 'weeks', description: 'As text.' } as const;
const ITEM_ID = { max: 40, example: 'LEG-1-01' } as const;
const MOST = 1000;

export class CatalogueVersionParams {
  @Whole(CATALOGUE_EDITION) version!: number;
}

export class CatalogueComparisonParams {
  @Whole({ ...CATALOGUE_EDITION, description: 'Version that is compared with.' }) from!: number;
  @Whole({ ...CATALOGUE_EDITION, example: 2, description: 'Version whose differences are told.' }) to!: number;
}

export class CatalogueVersionDto {
  @Whole(CATALOGUE_EDITION) version!: number;
  @Day({ example: '2026-11-22', description: 'The day of its text.' }) publishedOn!: string;
  @Whole({ min: 1, max: MOST, example: 103 }) statements!: number;
  @Flag({ example: true, description: 'false: shipped with the service, and not in use yet.' }) published!: boolean;
  @Flag({ example: true, description: 'New assessments pin it.' }) current!: boolean;
}

export class CatalogueVersionListDto {
  @ListOf(() => CatalogueVersionDto, { max: MOST, description: 'Newest first.' }) items!: readonly CatalogueVersionDto[];
}

export class MemberChangeDto {
  @Text(MEMBER) member!: string;
  @Text({ ...VALUE, example: 'days' }) before!: string;
  @Text(VALUE) after!: string;
}

export class ItemChangeDto {
  @Text(ITEM_ID) id!: string;
  @ListOf(() => MemberChangeDto, { max: 20 }) members!: readonly MemberChangeDto[];
}

export class ChangeReasonDto {
  @Whole({ ...CATALOGUE_EDITION, example: 2 }) version!: number;
  @Text(ITEM_ID) statementId!: string;
  @Text({ max: 1000, example: 'The form has been replaced.' }) why!: string;
}

export class CatalogueChangesDto {
  @Whole(CATALOGUE_EDITION) from!: number;
  @Whole({ ...CATALOGUE_EDITION, example: 2 }) to!: number;
  @ListOf(() => StatementDto, { max: MOST }) added!: readonly StatementDto[];
  @ListOf(() => StatementDto, { max: MOST }) removed!: readonly StatementDto[];
  @ListOf(() => ItemChangeDto, { max: MOST, description: 'Statements that say something else.' }) changed!: readonly ItemChangeDto[];
  @ListOf(() => ItemChangeDto, { max: 20, description: 'Areas whose title or summary is another.' }) areas!: readonly ItemChangeDto[];
  @ListOf(() => ChangeReasonDto, { max: MOST, description: 'Why, for a later version than the one that is compared with.' }) reasons!: readonly ChangeReasonDto[];
}
