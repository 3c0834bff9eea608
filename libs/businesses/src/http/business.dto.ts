import { CountryCode, Day, Email, Instant, ListOf, Nested, oneOf, OneOf, Phone, Text, text, Url, Uuid, Whole } from '@plumbline/common';
import { CAGE_PATTERN, NAICS_PATTERN, SET_ASIDES, type SetAside, SIZE_CLASSES, type SizeClass, UEI_PATTERN, UNSPSC_PATTERN } from '../domain/business.js';
import { MEMBER_RIGHTS, type MemberRight } from '../domain/members.js';

const UEI = { min: 12, max: 12, pattern: UEI_PATTERN, example: 'HP7MJ4K2ZLQ9', description: 'Unique Entity ID of SAM.gov.' } as const;
const CAGE = { min: 5, max: 5, pattern: CAGE_PATTERN, example: '7H4P2', description: 'Commercial and Government Entity code.' } as const;
const NAICS = text({ min: 6, max: 6, pattern: NAICS_PATTERN });
const UNSPSC = text({ min: 8, max: 8, pattern: UNSPSC_PATTERN });
const NAICS_LIST = { max: 50, example: ['321918', '337212'], description: 'NAICS codes, the main one first.' } as const;
const UNSPSC_LIST = { max: 50, example: ['30171500'], description: 'UNSPSC codes.' } as const;
const SET_ASIDE_LIST = { max: SET_ASIDES.length, example: ['WOSB'], description: 'Set-aside programmes and statuses; empty for none.' } as const;
const EMPLOYEES = { min: 0, max: 1_000_000, example: 12 } as const;
const WEB = { protocols: ['https:', 'http:'], example: 'https://harborpine.example' } as const;
const SIZE = { example: 'small', description: 'By the size standard of the main NAICS code.' } as const;
const LEGAL_NAME = { max: 200, trimmed: true, example: 'Harbor & Pine Millwork LLC', description: 'As it is registered.' } as const;
const TRADE_NAME = { max: 200, trimmed: true, example: 'Harbor & Pine' } as const;
const CONTACT_EMAIL = { example: 'office@harborpine.example' } as const;
const CONTACT_PHONE = { example: '+12075550142' } as const;
const FOUNDED = { example: '2014-03-17' } as const;

export class AddressDto {
  @Text({ max: 200, trimmed: true, example: '12 Wharf Street' }) line1!: string;
  @Text({ max: 200, trimmed: true, optional: true, example: 'Unit 4' }) line2?: string;
  @Text({ max: 100, trimmed: true, example: 'Portland' }) city!: string;
  @Text({ max: 100, trimmed: true, optional: true, example: 'ME' }) region?: string;
  @Text({ max: 16, trimmed: true, example: '04101' }) postalCode!: string;
  @CountryCode({ example: 'US' }) country!: string;
}

export class CreateBusinessDto {
  @Text(LEGAL_NAME) legalName!: string;
  @Text({ ...TRADE_NAME, optional: true }) tradeName?: string;
  @Email({ ...CONTACT_EMAIL, optional: true }) contactEmail?: string;
  @Phone({ ...CONTACT_PHONE, optional: true }) contactPhone?: string;
  @Nested(() => AddressDto) address!: AddressDto;
  @Url({ ...WEB, optional: true }) website?: string;
  @Text({ ...UEI, optional: true }) uei?: string;
  @Text({ ...CAGE, optional: true }) cageCode?: string;
  @ListOf(NAICS, { ...NAICS_LIST, min: 1 }) naicsCodes!: string[];
  @ListOf(UNSPSC, { ...UNSPSC_LIST, default: [] }) unspscCodes!: string[];
  @OneOf(SIZE_CLASSES, SIZE) sizeClass!: SizeClass;
  @Whole({ ...EMPLOYEES, optional: true }) employees?: number;
  @Day({ ...FOUNDED, optional: true }) foundedOn?: string;
  @ListOf(oneOf(SET_ASIDES), { ...SET_ASIDE_LIST, default: [] }) setAsides!: SetAside[];
}

/** A partial change: what is absent stays, null clears. */
export class UpdateBusinessDto {
  @Text({ ...LEGAL_NAME, optional: true }) legalName?: string;
  @Text({ ...TRADE_NAME, optional: true, nullable: true }) tradeName?: string | null;
  @Email({ ...CONTACT_EMAIL, optional: true, nullable: true }) contactEmail?: string | null;
  @Phone({ ...CONTACT_PHONE, optional: true, nullable: true }) contactPhone?: string | null;
  @Nested(() => AddressDto, { optional: true }) address?: AddressDto;
  @Url({ ...WEB, optional: true, nullable: true }) website?: string | null;
  @Text({ ...UEI, optional: true, nullable: true }) uei?: string | null;
  @Text({ ...CAGE, optional: true, nullable: true }) cageCode?: string | null;
  @ListOf(NAICS, { ...NAICS_LIST, min: 1, optional: true }) naicsCodes?: string[];
  @ListOf(UNSPSC, { ...UNSPSC_LIST, optional: true }) unspscCodes?: string[];
  @OneOf(SIZE_CLASSES, { ...SIZE, optional: true }) sizeClass?: SizeClass;
  @Whole({ ...EMPLOYEES, optional: true, nullable: true }) employees?: number | null;
  @Day({ ...FOUNDED, optional: true, nullable: true }) foundedOn?: string | null;
  @ListOf(oneOf(SET_ASIDES), { ...SET_ASIDE_LIST, optional: true }) setAsides?: SetAside[];
}

export class BusinessDto extends CreateBusinessDto {
  @Uuid() id!: string;
  @Whole({ min: 1, max: 2 ** 31 - 1, example: 1, description: 'Also the ETag.' }) version!: number;
  @Uuid({ description: 'The user who owns it.' }) ownerId!: string;
  @ListOf(oneOf(MEMBER_RIGHTS), { max: MEMBER_RIGHTS.length, example: MEMBER_RIGHTS, description: 'Your rights in it.' }) rights!: readonly MemberRight[];
  @Instant() createdAt!: string;
}

export class BusinessPageDto {
  @ListOf(() => BusinessDto, { max: 100 }) items!: readonly BusinessDto[];
  @Text({ max: 512, nullable: true, example: null, description: '`cursor` of the next page; null on the last one.' }) nextCursor!: string | null;
}
