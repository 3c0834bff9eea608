// `npm run conformance -- sdk`: where the SDK's own types differ from the committed data, so that conformance/endive.ts can be held complete.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { parametersOf, resolve, type Parameter, type Resolved } from '../src/wire/parameters.ts';
import type { JsonSchema } from './json-schema.ts';
import { SCHEMAS } from './validate.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

/** The SDK's names of what the operations take. Lists are left out: their parameters have not changed for years, and their types inherit. */
const TAKEN: Readonly<Record<string, string>> = {
  'POST /v1/account_links': 'AccountLinkCreateParams',
  'POST /v1/accounts': 'AccountCreateParams',
  'POST /v1/accounts/{account}': 'AccountUpdateParams',
  'GET /v1/accounts': 'AccountListParams',
  'GET /v1/balance_transactions': 'BalanceTransactionListParams',
  'GET /v1/charges': 'ChargeListParams',
  'POST /v1/charges/{charge}': 'ChargeUpdateParams',
  'GET /v1/customers': 'CustomerListParams',
  'POST /v1/customers': 'CustomerCreateParams',
  'POST /v1/customers/{customer}': 'CustomerUpdateParams',
  'GET /v1/customers/{customer}/payment_methods': 'CustomerListPaymentMethodsParams',
  'GET /v1/disputes': 'DisputeListParams',
  'POST /v1/disputes/{dispute}': 'DisputeUpdateParams',
  'GET /v1/events': 'EventListParams',
  'GET /v1/payment_intents': 'PaymentIntentListParams',
  'POST /v1/payment_intents': 'PaymentIntentCreateParams',
  'GET /v1/payment_intents/{intent}': 'PaymentIntentRetrieveParams',
  'POST /v1/payment_intents/{intent}': 'PaymentIntentUpdateParams',
  'POST /v1/payment_intents/{intent}/cancel': 'PaymentIntentCancelParams',
  'POST /v1/payment_intents/{intent}/capture': 'PaymentIntentCaptureParams',
  'POST /v1/payment_intents/{intent}/confirm': 'PaymentIntentConfirmParams',
  'GET /v1/payment_methods': 'PaymentMethodListParams',
  'POST /v1/payment_methods': 'PaymentMethodCreateParams',
  'POST /v1/payment_methods/{payment_method}': 'PaymentMethodUpdateParams',
  'POST /v1/payment_methods/{payment_method}/attach': 'PaymentMethodAttachParams',
  'GET /v1/radar/early_fraud_warnings': 'Radar.EarlyFraudWarningListParams',
  'GET /v1/refunds': 'RefundListParams',
  'POST /v1/refunds': 'RefundCreateParams',
  'POST /v1/refunds/{refund}': 'RefundUpdateParams',
  'POST /v1/refunds/{refund}/cancel': 'RefundCancelParams',
  'POST /v1/test_helpers/confirmation_tokens': "NonNullable<Parameters<Stripe['testHelpers']['confirmationTokens']['create']>[0]>",
  'POST /v1/tokens': 'TokenCreateParams',
  'GET /v1/transfers': 'TransferListParams',
  'POST /v1/transfers': 'TransferCreateParams',
  'POST /v1/transfers/{transfer}': 'TransferUpdateParams',
  'POST /v1/transfers/{id}/reversals': 'TransferCreateReversalParams',
};

/** The SDK's names of the objects that the emulator answers with, by Stripe's. */
const ANSWERED: Readonly<Record<string, string>> = {
  account: 'Account',
  account_link: 'AccountLink',
  balance: 'Balance',
  balance_transaction: 'BalanceTransaction',
  charge: 'Charge',
  confirmation_token: 'ConfirmationToken',
  customer: 'Customer',
  dispute: 'Dispute',
  event: 'Event',
  payment_intent: 'PaymentIntent',
  payment_method: 'PaymentMethod',
  'radar.early_fraud_warning': 'Radar.EarlyFraudWarning',
  refund: 'Refund',
  token: 'Token',
  transfer: 'Transfer',
  transfer_reversal: 'TransferReversal',
};

/** Something that only one side knows. */
export interface SdkDifference {
  /** An operation or an object of Stripe's. */
  readonly of: string;
  /** Members from the outermost: `payment_method_options.card.stored_credential_usage`. */
  readonly path: string;
  readonly only: 'sdk' | 'document';
}

class Reader {
  readonly #checker: ts.TypeChecker;
  readonly #types = new Map<string, ts.Type>();

  constructor(names: readonly string[]) {
    const file = path.join(ROOT, 'apps/stripe-emulator/conformance/sdk-names.ts');
    const text = `import type Stripe from 'stripe';\n${names.map((name, index) => `export type T${index} = ${name.includes('<') ? name : `Stripe.${name}`};`).join('\n')}\n`;
    const options: ts.CompilerOptions = { module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, target: ts.ScriptTarget.ES2023, strict: true, skipLibCheck: true, noEmit: true, types: [] };
    const host = ts.createCompilerHost(options);
    const withNames: ts.CompilerHost = {
      ...host,
      fileExists: (name) => name === file || host.fileExists(name),
      readFile: (name) => (name === file ? text : host.readFile(name)),
      getSourceFile: (name, version, ...rest) => (name === file ? ts.createSourceFile(name, text, version) : host.getSourceFile(name, version, ...rest)),
    };
    const program = ts.createProgram([file], options, withNames);
    this.#checker = program.getTypeChecker();
    program.getSourceFile(file)?.forEachChild((node) => {
      if (ts.isTypeAliasDeclaration(node)) this.#types.set(names[Number(node.name.text.slice(1))] ?? '', this.#checker.getTypeAtLocation(node));
    });
  }

  typeNamed(name: string): ts.Type {
    const type = this.#types.get(name);
    if (!type || type.flags & ts.TypeFlags.Any) throw new Error(`The SDK has no Stripe.${name}`);
    return type;
  }

  /** The members of a type, or of the objects among its forms; of a list, those of its items. */
  members(type: ts.Type): Map<string, ts.Type> | undefined {
    const forms = (type.isUnion() ? type.types : [type]).flatMap((form) => {
      const item = this.#checker.isArrayType(form) ? this.#checker.getTypeArguments(form as ts.TypeReference)[0] : form;
      return item?.isUnion() ? item.types : item ? [item] : [];
    });
    const objects = forms.filter((form) => form.flags & (ts.TypeFlags.Object | ts.TypeFlags.Intersection) && !form.getStringIndexType());
    if (objects.length === 0) return undefined;
    const members = new Map<string, ts.Type>();
    for (const object of objects) for (const property of object.getProperties()) members.set(property.name, this.#checker.getTypeOfSymbol(property));
    return members;
  }
}

/** @returns what only the SDK's types or only the committed data know, outermost first */
export function sdkDifferences(): SdkDifference[] {
  const reader = new Reader([...Object.values(TAKEN), ...Object.values(ANSWERED)]);
  const found: SdkDifference[] = [];
  for (const [operation, name] of Object.entries(TAKEN)) compare(operation, [], reader.typeNamed(name), reader, found, (path) => parameterMembers(parametersOf(operation), path));
  for (const [component, name] of Object.entries(ANSWERED)) compare(component, [], reader.typeNamed(name), reader, found, (path) => schemaMembers({ $ref: `#/$defs/${component}` }, path));
  return found;
}

function compare(of: string, at: readonly string[], type: ts.Type, reader: Reader, found: SdkDifference[], ours: (path: readonly string[]) => ReadonlySet<string> | undefined): void {
  const theirs = reader.members(type);
  const known = ours(at);
  if (!theirs || !known || at.length > 8) return;
  for (const name of theirs.keys()) if (!known.has(name)) found.push({ of, path: [...at, name].join('.'), only: 'sdk' });
  for (const name of known) if (!theirs.has(name)) found.push({ of, path: [...at, name].join('.'), only: 'document' });
  for (const [name, inner] of theirs) if (known.has(name)) compare(of, [...at, name], inner, reader, found, ours);
}

function parameterMembers(node: Resolved, [name, ...rest]: readonly string[]): ReadonlySet<string> | undefined {
  const members = membersOf(node);
  if (name === undefined) return members && new Set(Object.keys(members));
  return parameterMembers(resolve(members?.[name] ?? 'anything'), rest);
}

function membersOf(node: Resolved): Readonly<Record<string, Parameter>> | undefined {
  if (typeof node !== 'object') return undefined;
  if ('members' in node) return node.members;
  if ('list' in node) return membersOf(resolve(node.list));
  if (!('any' in node)) return undefined;
  const groups = node.any.map((form) => membersOf(resolve(form))).filter((group) => group !== undefined);
  return groups.length === 0 ? undefined : Object.fromEntries(groups.flatMap((group) => Object.entries(group)));
}

function schemaMembers(schema: JsonSchema, [name, ...rest]: readonly string[]): ReadonlySet<string> | undefined {
  const properties = propertiesOf(schema);
  if (name === undefined) return properties && new Set(Object.keys(properties));
  const inner = properties?.[name];
  return inner && !isAnotherObject(inner) ? schemaMembers(inner, rest) : undefined;
}

/** What has a kind of its own is compared by itself, or is nothing that the emulator has. */
function isAnotherObject(schema: JsonSchema): boolean {
  return propertiesOf(schema)?.['object']?.enum !== undefined || propertiesOf(schema)?.['decline_code'] !== undefined;
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> | undefined {
  if (schema.$ref) return propertiesOf(SCHEMAS.$defs[schema.$ref.replace('#/$defs/', '')] ?? {});
  return schema.properties ?? (schema.items ? propertiesOf(schema.items) : schema.anyOf?.map(propertiesOf).find((properties) => properties !== undefined));
}
