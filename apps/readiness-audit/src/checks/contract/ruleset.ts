import { Ruleset } from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import { oas } from '@stoplight/spectral-rulesets';

interface Rule {
  readonly given?: string | readonly string[];
  readonly recommended?: boolean;
  /** Whether references are unfolded first. */
  readonly resolved?: boolean;
}

interface Rules {
  readonly aliases?: Readonly<Record<string, unknown>>;
  readonly rules: Readonly<Record<string, Rule>>;
}

/** Rules that are off, and why. */
const OFF: Readonly<Record<string, string>> = {
  'oas2-schema': 'contract.valid says it.',
  'oas3-schema': 'contract.valid says it.',
  'oas3-valid-media-example': 'contract.examples says it.',
  'oas3-valid-schema-example': 'contract.examples says it.',
  'owasp:api2:2023-write-restricted': 'Whoever logs in has no token yet; access.open-list knows which operations are meant to be open.',
  'owasp:api2:2023-read-restricted': 'access.open-list knows which operations are meant to be open.',
  'owasp:api2:2023-jwt-best-practices': 'A description that names RFC 8725 proves nothing; access.jwt tries it.',
  'owasp:api8:2023-define-cors-origin': 'Not each service is for browsers; web.cors tries it.',
  'owasp:api8:2023-no-server-http': 'Where a service runs while it is audited says nothing of where it runs for others.',
  'owasp:api9:2023-inventory-access': '`x-internal` is a word of the ruleset, not of OpenAPI.',
};

/**
 * Places of operations in place of every depth: a rule that looks for `responses` at any depth also finds members of bodies that are called
 * so, and walks through a document in which each reference is unfolded.
 */
const NARROWED: readonly (readonly [RegExp, string])[] = [
  [/^\$(?:\.paths(?:\[\*\])?)?\.\.responses/, '$.paths[*][*].responses'],
  [/^\$(?:\.paths)?\.\.parameters/, '$.paths[*][*].parameters'],
  [/^\$\.\.headers$/, '$.paths[*][*].responses[*].headers'],
];

const narrowed = (given: string): string => NARROWED.reduce((path, [pattern, place]) => path.replace(pattern, place), given);

/** What looks at any depth looks at the document as it is written: a shared schema is judged once, where it stands. */
function tamed(rule: Rule, isDeep: (given: string) => boolean): Rule {
  const given = [rule.given ?? []].flat().map(narrowed);
  return given.some(isDeep) ? { ...rule, given, resolved: false } : { ...rule, given };
}

function rulesOf({ aliases = {}, rules }: Rules): Readonly<Record<string, Rule>> {
  const isDeep = (given: string): boolean => given.includes('..') || (given.startsWith('#') && JSON.stringify(aliases[/^#(\w+)/.exec(given)?.[1] ?? ''] ?? '').includes('..'));
  return Object.fromEntries(Object.entries(rules).filter(([name, { recommended }]) => recommended !== false && OFF[name] === undefined).map(([name, rule]) => [name, tamed(rule, isDeep)]));
}

const [ofOpenApi, ofOwasp] = [oas, owasp] as unknown as readonly [Rules, Rules];

/** The recommended rules for OpenAPI and those of OWASP. */
export const RULESET = new Ruleset({ aliases: { ...ofOpenApi.aliases, ...ofOwasp.aliases }, rules: { ...rulesOf(ofOpenApi), ...rulesOf(ofOwasp) } });
