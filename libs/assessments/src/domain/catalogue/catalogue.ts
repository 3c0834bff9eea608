/** The ten business areas, in the order in which they are shown. */
export const AREA_IDS = [
  'legal-compliance',
  'finance-accounting',
  'operations-delivery',
  'workforce-hr',
  'technology-cybersecurity',
  'quality-performance',
  'business-development',
  'supply-chain',
  'records-data-privacy',
  'risk-continuity',
] as const;
export type AreaId = (typeof AREA_IDS)[number];

/** The prefix of every statement id of an area: `LEG-1-01` is legal & compliance, tier 1, number 1. */
export const AREA_PREFIXES: Readonly<Record<AreaId, string>> = {
  'legal-compliance': 'LEG',
  'finance-accounting': 'FIN',
  'operations-delivery': 'OPS',
  'workforce-hr': 'WRK',
  'technology-cybersecurity': 'TEC',
  'quality-performance': 'QUA',
  'business-development': 'BUS',
  'supply-chain': 'SUP',
  'records-data-privacy': 'REC',
  'risk-continuity': 'RSK',
};

/** 1: self-declared; 2: shown by evidence files; 3: verified by a navigator. */
export const TIERS = [1, 2, 3] as const;
export type Tier = (typeof TIERS)[number];

/** The order of magnitude of the work, for a firm of about ten people that starts from nothing. */
export const EFFORTS = ['hours', 'days', 'weeks', 'months'] as const;
export type Effort = (typeof EFFORTS)[number];

/** What a provider sells on the marketplace; a gap leads to the category that closes it. */
export const SERVICE_CATEGORIES = [
  'legal',
  'bookkeeping',
  'cost-accounting',
  'insurance',
  'hr',
  'cybersecurity',
  'it-services',
  'quality-management',
  'project-management',
  'capture-and-proposal',
  'supply-chain',
  'records-and-privacy',
  'business-continuity',
] as const;
export type ServiceCategory = (typeof SERVICE_CATEGORIES)[number];

/** How to close a gap: concrete first steps, their effort, and one free public source. */
export interface Remediation {
  readonly text: string;
  readonly effort: Effort;
  readonly source: { readonly title: string; readonly url: string };
}

/** One sentence that the owner of a small firm answers with yes, partial, no or not applicable. */
export interface Statement {
  /** Stable across catalogue versions for as long as the meaning is the same: `LEG-1-01`. */
  readonly id: string;
  readonly area: AreaId;
  readonly tier: Tier;
  readonly text: string;
  /** 1 (nice to have) to 5 (buyers look at it first). */
  readonly weight: number;
  /** A buyer would refuse the firm without it. `not_applicable` is never an answer to it. */
  readonly critical: boolean;
  /** What counts as evidence. */
  readonly evidence: string;
  readonly remediation: Remediation;
  readonly serviceCategory: ServiceCategory;
}

/** A business area with its statements, ordered by tier and number. */
export interface Area {
  readonly id: AreaId;
  readonly title: string;
  readonly summary: string;
  readonly statements: readonly Statement[];
}

/** A published catalogue never changes: a correction is a new version, and an assessment pins the one it began with. */
export interface Catalogue {
  readonly version: number;
  /** RFC 3339 full-date. */
  readonly publishedOn: string;
  readonly areas: readonly Area[];
  /** Why it differs from the version before; none in the first. */
  readonly reasons?: readonly { readonly statementId: string; readonly why: string }[];
}

/** What a catalogue must hold to be published; lengths are in characters, without surrounding space. */
export const CATALOGUE_LIMITS = {
  statementsPerArea: 9,
  statementsPerTier: 3,
  statements: 90,
  weight: { least: 1, most: 5 },
  critical: { least: 8, most: 20 },
  title: { least: 3, most: 120 },
  summary: { least: 20, most: 300 },
  text: { least: 20, most: 240 },
  evidence: { least: 20, most: 300 },
  remediation: { least: 60, most: 700 },
} as const;

/**
 * Checks a whole catalogue, also one that came from outside the compiler (an administrator's draft, a stored version).
 *
 * @param catalogue the catalogue to check
 * @returns one sentence for each finding, naming the statement or area and what is wrong; empty when the catalogue is right
 */
export function checkCatalogue(catalogue: Catalogue): readonly string[] {
  const statements = catalogue.areas.flatMap((area) => area.statements);
  return [
    ...checkEdition(catalogue),
    ...catalogue.areas.flatMap(checkArea),
    ...checkTotals(statements),
    ...repeated(statements.map((statement) => statement.id)).map((id) => `${id}: id is used more than once`),
    ...repeated(statements.map((statement) => plain(statement.text))).map(
      (text) => `text is used more than once: "${text}"`,
    ),
    ...repeated(statements.map((statement) => plain(statement.remediation.text))).map(
      (text) => `remediation text is used more than once: "${text}"`,
    ),
  ];
}

function checkEdition(catalogue: Catalogue): string[] {
  const found: string[] = [];
  if (!Number.isInteger(catalogue.version) || catalogue.version < 1) {
    found.push(`catalogue: version must be a whole number from 1, not ${catalogue.version}`);
  }
  if (!isFullDate(catalogue.publishedOn)) {
    found.push(`catalogue: publishedOn must be a calendar date YYYY-MM-DD, not "${catalogue.publishedOn}"`);
  }
  const present = catalogue.areas.map((area) => area.id);
  found.push(...AREA_IDS.filter((id) => !present.includes(id)).map((id) => `${id}: area is missing`));
  found.push(...repeated(present).map((id) => `${id}: area is there more than once`));
  return found;
}

function checkArea(area: Area): string[] {
  const { statementsPerArea, statementsPerTier, title, summary } = CATALOGUE_LIMITS;
  const found = [
    ...checkLength(area.id, 'title', area.title, title),
    ...checkLength(area.id, 'summary', area.summary, summary),
  ];
  if (!AREA_IDS.includes(area.id)) found.push(`${area.id}: area is unknown`);
  if (area.statements.length < statementsPerArea) {
    found.push(`${area.id}: has ${area.statements.length} statements, needs ${statementsPerArea}`);
  }
  for (const tier of TIERS) {
    const count = area.statements.filter((statement) => statement.tier === tier).length;
    if (count < statementsPerTier)
      found.push(`${area.id}: has ${count} statements of tier ${tier}, needs ${statementsPerTier}`);
  }
  return [...found, ...area.statements.flatMap((statement) => checkStatement(area, statement))];
}

function checkStatement(area: Area, statement: Statement): string[] {
  const { id, tier, weight, remediation } = statement;
  const found: string[] = [];
  const prefix = `${AREA_PREFIXES[area.id]}-${tier}-`;
  if (statement.area !== area.id) found.push(`${id}: says area ${statement.area} but stands in ${area.id}`);
  if (!id.startsWith(prefix) || !/^\d{2}$/.test(id.slice(prefix.length)))
    found.push(`${id}: id must be ${prefix} and two digits`);
  if (!TIERS.includes(tier)) found.push(`${id}: tier must be 1, 2 or 3, not ${tier}`);
  const { least, most } = CATALOGUE_LIMITS.weight;
  if (!Number.isInteger(weight) || weight < least || weight > most) {
    found.push(`${id}: weight must be a whole number from ${least} to ${most}, not ${weight}`);
  }
  if (!SERVICE_CATEGORIES.includes(statement.serviceCategory))
    found.push(`${id}: serviceCategory ${statement.serviceCategory} is unknown`);
  if (!EFFORTS.includes(remediation.effort)) found.push(`${id}: effort ${remediation.effort} is unknown`);
  if (!isPublicAddress(remediation.source.url))
    found.push(`${id}: source url must be a full https address, not "${remediation.source.url}"`);
  return [...found, ...checkWording(statement)];
}

function checkWording({ id, text, evidence, remediation }: Statement): string[] {
  const found = [
    ...checkLength(id, 'text', text, CATALOGUE_LIMITS.text),
    ...checkLength(id, 'evidence', evidence, CATALOGUE_LIMITS.evidence),
    ...checkLength(id, 'remediation text', remediation.text, CATALOGUE_LIMITS.remediation),
    ...checkLength(id, 'source title', remediation.source.title, CATALOGUE_LIMITS.title),
  ];
  // "yes" must always mean "that is so of us", or a band would read a denial as readiness.
  if (!/^We .*[^.]\.$/.test(text))
    found.push(`${id}: text must be one sentence that begins with "We" and ends with a full stop`);
  return found;
}

function checkTotals(statements: readonly Statement[]): string[] {
  const found: string[] = [];
  if (statements.length < CATALOGUE_LIMITS.statements) {
    found.push(`catalogue: has ${statements.length} statements, needs ${CATALOGUE_LIMITS.statements}`);
  }
  const critical = statements.filter((statement) => statement.critical).length;
  const { least, most } = CATALOGUE_LIMITS.critical;
  if (critical < least || critical > most)
    found.push(`catalogue: has ${critical} critical statements, allowed are ${least} to ${most}`);
  return found;
}

function checkLength(
  owner: string,
  field: string,
  value: string,
  limit: { readonly least: number; readonly most: number },
): string[] {
  const length = value.trim().length;
  if (length >= limit.least && length <= limit.most) return [];
  return [`${owner}: ${field} has ${length} characters, allowed are ${limit.least} to ${limit.most}`];
}

function repeated<T>(values: readonly T[]): T[] {
  return [...new Set(values.filter((value, index) => values.indexOf(value) !== index))];
}

function plain(text: string): string {
  return text.trim().toLowerCase().replaceAll(/\s+/g, ' ');
}

function isPublicAddress(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && url.protocol === 'https:' && url.hostname.includes('.') && url.username === '';
}

function isFullDate(date: string): boolean {
  const parsed = new Date(`${date}T00:00:00Z`);
  return /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
}
