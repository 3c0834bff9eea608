import { isIP } from 'node:net';
import { flag, InvalidValue, key, keyRing, list, mongoUri, oneOf, optional, parsed, text, url, whole } from './variable.js';

function origin(value: string): string {
  if (URL.parse(value)?.origin !== value) throw new InvalidValue('must be a list of origins such as https://app.example.org, without a path');
  return value;
}

/** In one spelling: cookies, HSTS and the rules of production look at its scheme, redirects and the tokens' issuer are made of it. */
function publicOrigin(value: string): string {
  const parsed = URL.parse(value);
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  if (parsed === null || !isHttp || parsed.href !== `${parsed.origin}/`) throw new InvalidValue('must be an origin such as https://plumbline.example.org, without a path or credentials');
  return parsed.origin;
}

function addressOrRange(value: string): string {
  const [address = '', prefix, ...rest] = value.split('/');
  const family = isIP(address);
  const valid = family !== 0 && rest.length === 0 && (prefix === undefined || (/^\d+$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128)));
  if (!valid) throw new InvalidValue('must be a list of addresses or ranges such as 10.0.0.0/8');
  return value;
}

/** Stripe's secret (`sk_`) and restricted (`rk_`) keys say themselves whether money is real. */
function stripeKey(value: string): string {
  if (!/^[sr]k_(test|live)_[A-Za-z0-9_]{6,}$/.test(value)) throw new InvalidValue('must be a secret key of Stripe: sk_test_..., sk_live_..., or a restricted one (rk_)');
  return value;
}

function publishableKey(value: string): string {
  if (!/^pk_(test|live)_[A-Za-z0-9_]{6,}$/.test(value)) throw new InvalidValue('must be a publishable key of Stripe: pk_test_... or pk_live_...');
  return value;
}

/** Whoever knows it can tell us that money came: none that can be guessed. */
function webhookSecret(value: string): string {
  if (!/^whsec_[A-Za-z0-9+/=_-]{16,}$/.test(value)) throw new InvalidValue('must be a list of signing secrets such as whsec_..., each with 16 characters or more behind whsec_');
  return value;
}

/** Every variable the service reads; nothing else in the house reads the environment. `.env.example` is generated from this table. */
export const VARIABLES = {
  NODE_ENV: oneOf(['development', 'test', 'production'], { group: 'Process', doc: 'In production the service refuses demo data, default secrets and plain-http public addresses.', example: 'development', fallback: () => 'development' as const }),
  ROLE: oneOf(['all', 'api', 'worker'], { group: 'Process', doc: 'What the process does: api answers requests, worker relays events and runs jobs (and serves its probes), all does both.', example: 'all', fallback: () => 'all' as const }),
  PORT: whole(0, 65535, { group: 'Process', doc: 'Port of the API; 0 takes a free one.', example: '3000', fallback: () => 3000 }),
  HOST: text({ group: 'Process', doc: 'Address to listen on.', example: '0.0.0.0', fallback: () => '0.0.0.0' }),
  PUBLIC_URL: parsed(publicOrigin, { group: 'Process', doc: 'How clients reach the service; issuer of its tokens.', example: 'http://localhost:3000', fallback: () => 'http://localhost:3000' }),
  SHUTDOWN_GRACE_MS: whole(0, 120_000, { group: 'Process', doc: 'After SIGTERM: how long /ready answers 503 while requests are still served, so that the balancer can turn away.', example: '5000', fallback: () => 5_000 }),
  SHUTDOWN_DRAIN_MS: whole(100, 120_000, { group: 'Process', doc: 'After the grace: how long running requests may take to finish.', example: '15000', fallback: () => 15_000 }),
  GIT_COMMIT: optional(text({ group: 'Process', doc: 'Commit that the process was built from, shown by /version.', example: '' })),
  EDGE: oneOf(['fast', 'stock'], { group: 'Process', doc: 'fast: compiled validators, own rate-limit plan and log line. stock: ValidationPipe, ThrottlerGuard and the nestjs-pino request log. Same answers.', example: 'fast', fallback: () => 'fast' as const }),

  MONGODB_URI: mongoUri({ group: 'Database', doc: 'MongoDB >= 6.0, a replica set (one node will do). `npm start` starts one when this is unset.', example: 'mongodb://localhost:27017/plumbline?replicaSet=rs0' }),
  MONGODB_POOL_SIZE: whole(1, 500, { group: 'Database', doc: 'Most connections a process opens to each database member.', example: '50', fallback: () => 50 }),

  REDIS_URL: optional(url(['redis:', 'rediss:'], { group: 'Shared limits', doc: 'Redis for rate limits shared by several processes; without it each process counts for itself.', example: 'redis://localhost:6379' })),
  RATE_LIMIT_FACTOR: whole(1, 1_000_000, { group: 'Shared limits', doc: 'Multiplies every rate limit; 1 in production, higher for load tests.', example: '1', fallback: () => 1 }),

  DATA_KEYS: keyRing({ group: 'Secrets', doc: 'Keys that encrypt personal and secret fields (AES-256-GCM), as id:base64 pairs. The first encrypts; all decrypt.', example: 'k1:<openssl rand -base64 32>' }),
  BLIND_INDEX_KEY: key({ group: 'Secrets', doc: 'Key of the blind indexes by which encrypted fields are found. Changing it needs a re-index.', example: '<openssl rand -base64 32>' }),
  TOKEN_SIGNING_KEYS: keyRing({ group: 'Secrets', doc: 'Ed25519 seeds that sign access tokens, as id:base64 pairs. The first signs; all are published in the JWKS.', example: 't1:<openssl rand -base64 32>' }),
  CERTIFICATE_SIGNING_KEYS: keyRing({ group: 'Secrets', doc: 'Ed25519 seeds that sign certificates, as id:base64 pairs. The first signs; all verify.', example: 'c1:<openssl rand -base64 32>' }),
  CERTIFICATE_RETIRED_KEYS: optional(keyRing({ group: 'Secrets', doc: 'Public halves (32 bytes) of dropped certificate keys, as id:base64 pairs: what they signed still verifies.', example: '' })),
  AUDIT_SIGNING_KEYS: keyRing({ group: 'Secrets', doc: 'Ed25519 seeds that sign checkpoints of the audit log, as id:base64 pairs. The first signs; all verify.', example: 'a1:<openssl rand -base64 32>' }),
  AUDIT_RETIRED_KEYS: optional(keyRing({ group: 'Secrets', doc: 'Public halves (32 bytes) of dropped keys of the audit log, as id:base64 pairs: what they signed still verifies.', example: '' })),
  COOKIE_KEY: key({ group: 'Secrets', doc: 'Master key of refresh tokens, device cookies and links in mails; changing it logs everybody out and voids the links.', example: '<openssl rand -base64 32>' }),

  CORS_ORIGINS: list(origin, { group: 'Edge', doc: 'Origins of browser apps that may call the API, comma-separated; none by default.', example: 'http://localhost:5173', fallback: () => [] }),
  TRUSTED_PROXIES: list(addressOrRange, { group: 'Edge', doc: 'Addresses or ranges whose X-Forwarded-For and X-Forwarded-Proto are believed, comma-separated; none by default.', example: '10.0.0.0/8', fallback: () => [] }),
  FORCE_HTTPS: optional(flag({ group: 'Edge', doc: 'Redirect GET and HEAD from http to https, refuse the rest; probes exempt. Unset: true in production, false otherwise. A proxy that ends TLS must be in TRUSTED_PROXIES and send X-Forwarded-Proto.', example: 'false' })),

  LOG_LEVEL: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], { group: 'Observability', doc: 'Least level that is written; an admin can change it while the service runs.', example: 'info', fallback: () => 'info' as const }),
  METRICS_PORT: optional(whole(0, 65535, { group: 'Observability', doc: 'Port of /metrics. Unset: 9464 in production, on the main port otherwise.', example: '9464' })),
  OTEL_EXPORTER_OTLP_ENDPOINT: optional(url(['http:', 'https:'], { group: 'Observability', doc: 'OTLP/HTTP collector for traces; tracing is off without it.', example: 'http://localhost:4318' })),

  SMTP_URL: optional(url(['smtp:', 'smtps:'], { group: 'Mail', doc: 'Server that takes outgoing mail. Unset outside production: mails are kept and shown at /dev/mails.', example: 'smtp://user:password@localhost:587' })),
  MAIL_FROM: text({ group: 'Mail', doc: 'Sender of outgoing mail.', example: 'Plumbline <no-reply@plumbline.example.org>', fallback: () => 'Plumbline <no-reply@localhost>' }),

  STRIPE_SECRET_KEY: optional(parsed(stripeKey, { group: 'Payments', doc: 'Key of the Stripe account: sk_test_... for its sandbox, sk_live_... in production only. Without it and STRIPE_API_URL payments are off.', example: '', secret: true })),
  STRIPE_PUBLISHABLE_KEY: optional(parsed(publishableKey, { group: 'Payments', doc: 'What the card form in the browser names the account by; of the same mode as STRIPE_SECRET_KEY.', example: '' })),
  STRIPE_WEBHOOK_SECRETS: list(webhookSecret, { group: 'Payments', doc: 'Signing secrets of the webhook endpoint, comma-separated: while one is rotated both are good, and the endpoint for Connect has its own.', example: '', secret: true, fallback: () => [] }),
  STRIPE_API_URL: optional(url(['http:', 'https:'], { group: 'Payments', doc: 'Where a Stripe emulator answers in place of Stripe; refused in production and with a key of a real account. `npm start` starts one when this and STRIPE_SECRET_KEY are unset.', example: 'http://localhost:3010' })),
  TRANSFER_HOLD_HOURS: whole(0, 720, { group: 'Payments', doc: 'How long the share of a provider is kept behind the accepted delivery; 0 outside production only.', example: '72', fallback: () => 72 }),
  CAPTURE_WITHIN_HOURS: whole(1, 120, { group: 'Payments', doc: 'An authorisation that is not captured by then is cancelled; an issuer lets it go after about 7 days.', example: '12', fallback: () => 12 }),
  PAYMENT_SETTLE_AFTER_MS: whole(1_000, 3_600_000, { group: 'Payments', doc: 'How old an operation at Stripe without an outcome is before another process takes it up.', example: '15000', fallback: () => 15_000 }),

  DEMO_PASSWORD: optional(text({ group: 'Demo', doc: 'Password of the demo people; refused in production.', example: '', secret: true })),
} as const;
