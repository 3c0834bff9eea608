/** Size classes of a firm, from the smallest; which one applies follows from the size standard of its main NAICS code (13 CFR 121.201). */
export const SIZE_CLASSES = ['micro', 'small', 'medium', 'large'] as const;
export type SizeClass = (typeof SIZE_CLASSES)[number];

/** Set-aside programmes and statuses that a firm may claim (FAR part 19). A firm without any has an empty list. */
export const SET_ASIDES = ['8a', 'WOSB', 'EDWOSB', 'HUBZone', 'SDVOSB', 'VOSB', 'SDB'] as const;
export type SetAside = (typeof SET_ASIDES)[number];

/** Unique Entity ID of SAM.gov: 12 letters and digits, the first not 0, never the letters O and I (they read like 0 and 1). */
export const UEI_PATTERN = /^[A-HJ-NP-Z1-9][A-HJ-NP-Z0-9]{11}$/;
/** Commercial and Government Entity code: 5 letters and digits without O and I, first and last a digit for firms in the United States and their like. */
export const CAGE_PATTERN = /^[A-HJ-NP-Z0-9]{5}$/;
/** North American Industry Classification System, at its finest: 6 digits. */
export const NAICS_PATTERN = /^[1-9]\d{5}$/;
/** United Nations Standard Products and Services Code: segment, family, class and commodity, 8 digits. */
export const UNSPSC_PATTERN = /^[1-9]\d{7}$/;

export interface Address {
  readonly line1: string;
  readonly line2?: string;
  readonly city: string;
  readonly region?: string;
  readonly postalCode: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** What a firm says of itself. */
export interface BusinessProfile {
  readonly legalName: string;
  readonly tradeName?: string;
  /** Personal: it may be a person's own address. */
  readonly contactEmail?: string;
  /** Personal; E.164. */
  readonly contactPhone?: string;
  /** Personal: a sole trader's is a home. */
  readonly address: Address;
  readonly website?: string;
  readonly uei?: string;
  readonly cageCode?: string;
  readonly naicsCodes: readonly string[];
  readonly unspscCodes: readonly string[];
  readonly sizeClass: SizeClass;
  readonly employees?: number;
  /** RFC 3339 full-date. */
  readonly foundedOn?: string;
  readonly setAsides: readonly SetAside[];
}

/** The members of a profile that may be absent, and that `null` in a change therefore clears. */
export const OPTIONAL_PROFILE_FIELDS = ['tradeName', 'contactEmail', 'contactPhone', 'website', 'uei', 'cageCode', 'employees', 'foundedOn'] as const;
export type OptionalProfileField = (typeof OPTIONAL_PROFILE_FIELDS)[number];

/** A partial change: an absent member stays as it is, `null` clears an optional one, `address` and lists are replaced whole. */
export type ProfileChange = Partial<Omit<BusinessProfile, OptionalProfileField>> & { readonly [K in OptionalProfileField]?: BusinessProfile[K] | null };

/** A change as a database takes it: what to set and what to take away. */
export interface SplitChange {
  readonly set: Partial<BusinessProfile>;
  readonly clear: readonly OptionalProfileField[];
}

/** The same value: lists by position, objects by their members, where an absent one is as good as undefined. */
function same(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return one === other;
  const [left, right] = [one as Record<string, unknown>, other as Record<string, unknown>];
  return Array.isArray(one) === Array.isArray(other) && [...new Set([...Object.keys(left), ...Object.keys(right)])].every((member) => same(left[member], right[member]));
}

/** What of a change is one: without the members that have the value already, and without clearing what is not there. */
export function realChange(profile: BusinessProfile, change: ProfileChange): ProfileChange {
  return Object.fromEntries(Object.entries<unknown>(change).filter(([member, value]) => value !== undefined && !same(value ?? undefined, profile[member as keyof BusinessProfile])));
}

/** Splits a change into what is set and what is cleared; members that are absent are in neither. */
export function splitChange(change: ProfileChange): SplitChange {
  const named = Object.entries<unknown>(change);
  return {
    set: Object.fromEntries(named.filter(([, value]) => value !== null && value !== undefined)),
    clear: OPTIONAL_PROFILE_FIELDS.filter((field) => change[field] === null),
  };
}
