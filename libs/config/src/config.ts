import { textOf } from './value-source.js';
import { InvalidValue, type Variable } from './variable.js';
import { VARIABLES } from './variables.js';

type Values = { readonly [K in keyof typeof VARIABLES]: (typeof VARIABLES)[K] extends Variable<infer T> ? T : never };

/** The environment, validated and typed. Injected by this class. */
export class Config {
  constructor(readonly values: Values) {}

  get<K extends keyof Values>(name: K): Values[K] {
    return this.values[name];
  }

  get isProduction(): boolean {
    return this.values.NODE_ENV === 'production';
  }

  /** Whether what comes over plain http is turned away. */
  get forceHttps(): boolean {
    return this.values.FORCE_HTTPS ?? this.isProduction;
  }

  /** Who moves money: Stripe itself, an emulator of it, or nobody, and payments are off. */
  get stripe(): { readonly key: string; readonly emulatorUrl?: string } | undefined {
    const { STRIPE_SECRET_KEY: key, STRIPE_API_URL: emulatorUrl } = this.values;
    if (emulatorUrl !== undefined) return { key: EMULATOR_KEY, emulatorUrl };
    return key === undefined ? undefined : { key };
  }

  /** The port that serves /metrics alone; undefined when the main one does. */
  get metricsPort(): number | undefined {
    return this.values.METRICS_PORT ?? (this.isProduction ? 9464 : undefined);
  }
}

/** The key by which the emulator is called; a real account has no such key. */
const EMULATOR_KEY = 'sk_test_emulator';

/** The environment cannot be used; the message lists every bad variable, a line each. */
export class InvalidEnvironment extends Error {
  constructor(readonly findings: readonly string[]) {
    super(`The environment cannot be used:\n${findings.map((finding) => `  - ${finding}`).join('\n')}\nSee .env.example.`);
    this.name = 'InvalidEnvironment';
  }
}

function productionFindings(values: Values): string[] {
  if (values.NODE_ENV !== 'production') return [];
  const findings: string[] = [];
  if (values.DEMO_PASSWORD !== undefined) findings.push('DEMO_PASSWORD must not be set in production');
  if (values.PUBLIC_URL.startsWith('http:')) findings.push('PUBLIC_URL must begin with https:// in production');
  if (values.RATE_LIMIT_FACTOR !== 1) findings.push('RATE_LIMIT_FACTOR must be 1 in production');
  if (values.CORS_ORIGINS.some((origin) => origin.startsWith('http:'))) findings.push('CORS_ORIGINS must be https origins in production');
  if (values.SMTP_URL === undefined) findings.push('SMTP_URL must be set in production: people cannot verify their address without mail');
  return findings;
}

/** The live account is of production alone; with a test key production is a rehearsal of it (staging), and never with an emulator. */
function stripeFindings({ NODE_ENV, STRIPE_SECRET_KEY: key, STRIPE_API_URL: emulator, STRIPE_PUBLISHABLE_KEY: publishable }: Values): string[] {
  const findings: string[] = [];
  const isLive = key?.includes('k_live_') === true;
  if (emulator !== undefined && key !== undefined && key !== EMULATOR_KEY) findings.push('STRIPE_API_URL must not be set beside the STRIPE_SECRET_KEY of a real account');
  if (emulator === undefined && key === EMULATOR_KEY) findings.push('STRIPE_SECRET_KEY is the one of the emulator, which needs STRIPE_API_URL');
  if (key !== undefined && publishable !== undefined && publishable.startsWith('pk_live_') !== isLive) findings.push('STRIPE_PUBLISHABLE_KEY must be of the same mode (test or live) as STRIPE_SECRET_KEY');
  if (isLive && NODE_ENV !== 'production') findings.push('STRIPE_SECRET_KEY must not be a live key outside production');
  return findings;
}

function productionStripeFindings(values: Values): string[] {
  if (values.NODE_ENV !== 'production') return [];
  const findings: string[] = [];
  const takesPayments = values.STRIPE_SECRET_KEY !== undefined;
  if (values.STRIPE_API_URL !== undefined) findings.push('STRIPE_API_URL must not be set in production');
  if (takesPayments && values.STRIPE_PUBLISHABLE_KEY === undefined) findings.push('STRIPE_PUBLISHABLE_KEY must be set in production beside STRIPE_SECRET_KEY');
  if (takesPayments && values.STRIPE_WEBHOOK_SECRETS.length === 0) findings.push('STRIPE_WEBHOOK_SECRETS must be set in production beside STRIPE_SECRET_KEY: without webhooks payments are late');
  if (values.TRANSFER_HOLD_HOURS === 0) findings.push('TRANSFER_HOLD_HOURS must be 1 or more in production');
  return findings;
}

/**
 * Reads and checks the whole environment at once.
 * @param environment usually `process.env`; an empty value counts as unset. Each variable `NAME` may be given as `NAME_FILE`, too.
 * @throws InvalidEnvironment listing every finding, never the value of a secret.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const findings: string[] = [];
  const values = Object.fromEntries(
    Object.entries<Variable<unknown>>(VARIABLES).map(([name, variable]) => {
      try {
        const text = textOf(name, environment);
        if (text !== '') return [name, variable.parse(text)];
        if (variable.fallback === undefined) findings.push(`${name} is missing: ${variable.doc}`);
        return [name, variable.fallback?.()];
      } catch (error) {
        if (!(error instanceof InvalidValue)) throw error;
        findings.push(`${name} ${error.message}`);
        return [name, undefined];
      }
    }),
  ) as Values;
  if (findings.length === 0) findings.push(...productionFindings(values), ...stripeFindings(values), ...productionStripeFindings(values));
  if (findings.length > 0) throw new InvalidEnvironment(findings);
  return new Config(values);
}
