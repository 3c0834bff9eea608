import { Ruleset, type RulesetDefinition, Spectral } from '@stoplight/spectral-core';
import owasp from '@stoplight/spectral-owasp-ruleset';
import { oas } from '@stoplight/spectral-rulesets';
import { type Operation, OPERATIONS } from './document.js';

/** Where the responses of some operations stand; the rules' own `$..responses` also finds members of bodies that are called so. */
function responsesOf(which: (operation: Operation) => boolean): readonly string[] {
  return OPERATIONS.filter(which).map(({ path, method }) => `$.paths['${path}'].${method.toLowerCase()}.responses`);
}

const isProbe = ({ id }: Operation): boolean => id === 'health.live' || id === 'health.ready';
const takesInput = ({ body, parameters }: Operation): boolean => body !== undefined || parameters.some((one) => one.in !== 'header');

type Rules = Readonly<Record<string, { readonly given: string | readonly string[] }>>;
const owaspRules = (owasp as unknown as { readonly rules: Rules }).rules;

/** A rule of the OWASP ruleset, asked of fewer places. */
function narrowed(name: string, given: readonly string[]): object {
  const rule = owaspRules[name];
  if (rule === undefined) throw new Error(`The OWASP ruleset has no rule ${name}.`);
  return { ...rule, given };
}

interface Exception {
  readonly rule: string;
  readonly reason: string;
  /** Where the rule still holds; without it the rule is off. */
  readonly given?: readonly string[];
}

/** Every rule that is off or narrowed, and why. All others of the oas and the OWASP rulesets hold, also those that are off by default. */
export const EXCEPTIONS: readonly Exception[] = [
  { rule: 'owasp:api2:2023-read-restricted', reason: 'Start page, probes, contract, problem pages, published keys and the catalogue are open to everybody. The access table says so for each; the contract suite proves that all others ask for a token.' },
  { rule: 'owasp:api2:2023-write-restricted', reason: 'Registering and logging in come before any token. Every other write asks for one, which the contract suite proves.' },
  { rule: 'owasp:api2:2023-no-credentials-in-url', reason: 'The id of an API key is no key, and the pages that links of mails lead to take the token of their link, good for once, to send it on in a body.', given: ["$.paths[?(!@property.match(/^\\/(verify-email|reset-password|confirm-email|accept-invitation)$/))]..parameters[?(@ && @.in && @.in.match(/query|path/) && @.name != 'apiKeyId')].name"] },
  { rule: 'owasp:api3:2023-no-additionalProperties', reason: 'Readiness lists dependencies by name; a dead job and an entry of the audit log name what they are about, and each sort of them has other names. Their number is bounded. Every other object of the document is closed.', given: ["$.components.schemas[?(!@property.match(/^(Readiness|DeadJob(Page)?Dto|AuditEntry(Response|Page))$/))]..[?(@ && @.type=='object' && @.additionalProperties)]"] },
  { rule: 'owasp:api4:2023-rate-limit-responses-429', reason: 'Probes are not limited: an orchestrator that is refused would end a healthy process.', given: responsesOf((operation) => !isProbe(operation)) },
  { rule: 'owasp:api4:2023-rate-limit', reason: 'Probes are not limited (see above).', given: responsesOf((operation) => !isProbe(operation)).map((place) => `${place}[?(@property.match(/^(2|4)/))]`) },
  { rule: 'owasp:api8:2023-define-error-responses-401', reason: 'What is open to everybody never answers 401.', given: responsesOf(({ rule }) => rule.kind !== 'public') },
  { rule: 'owasp:api8:2023-define-error-responses-500', reason: 'The rule takes a member called `responses` of a body for the responses of an operation.', given: responsesOf(() => true) },
  { rule: 'owasp:api8:2023-define-error-validation', reason: 'What takes no input has nothing to refuse.', given: responsesOf(takesInput) },
];

export function spectral(): Spectral {
  const rules = Object.fromEntries(EXCEPTIONS.map(({ rule, given }) => [rule, given === undefined ? 'off' : narrowed(rule, given)]));
  const definition = { extends: [[oas, 'all'], [owasp, 'all']], rules } as unknown as RulesetDefinition;
  const linter = new Spectral();
  linter.setRuleset(new Ruleset(definition));
  return linter;
}
