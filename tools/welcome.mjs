import path from 'node:path';
import { ROOT } from './folders.mjs';
import { withoutPassword } from './mongod/probe.mjs';

const DEMO_PEOPLE = {
  'client@demo.test': 'a small firm',
  'provider@demo.test': 'sells help',
  'navigator@demo.test': 'verifies',
  'agency@demo.test': 'buys or sponsors',
  'admin@demo.test': 'runs the place',
};

/**
 * What a person needs once everything runs.
 * @param {Record<string, string>} env
 * @param {{ embedded: boolean, demo: boolean, log: string | undefined }} run
 * @returns {string}
 */
export function welcome(env, { embedded, demo, log }) {
  const base = `http://localhost:${env.PORT}`;
  const metricsPort = env.METRICS_PORT ?? (env.NODE_ENV === 'production' ? '9464' : env.PORT);
  const rows = [
    ['Service', base],
    ['API docs', `${base}/docs`],
    ['OpenAPI', `${base}/openapi.json`],
    ...(env.NODE_ENV === 'production' || env.SMTP_URL ? [] : [['Mails', `${base}/dev/mails`]]),
    ...(env.STRIPE_API_URL ? [['Stripe', `${env.STRIPE_API_URL.replace('127.0.0.1', 'localhost')} (an emulator: no money moves)`]] : []),
    ['Ready', `${base}/ready`],
    ['Metrics', `http://localhost:${metricsPort}/metrics`],
    ['Database', withoutPassword(env.MONGODB_URI ?? '')],
    ...(log ? [['Log', path.relative(ROOT, log) || log]] : []),
  ];
  const people = Object.entries(DEMO_PEOPLE).map(([email, what]) => `  ${email.padEnd(20)} ${what}`);
  const demoLines = demo ? ['', `Demo logins, all with the password ${env.DEMO_PASSWORD ?? ''}`, ...people] : [];
  const addresses = rows.map(([name = '', value]) => `  ${name.padEnd(9)} ${value}`);
  return `${['', 'Plumbline is running.', ...addresses, ...demoLines, '', `Ctrl-C stops ${embedded ? 'everything; the data stays' : 'it'}.`].join('\n')}\n`;
}
