import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Document } from 'yaml';
import { Lab } from '../gather/lab.ts';
import { gatherDocument } from '../gather/gather-document.ts';
import { Unavailable } from '../gather/unavailable.ts';
import { type Exchange, mediaTypeOf } from '../http/exchange.ts';
import type { ApiDocument } from '../openapi/document.ts';
import { guessLogin } from '../target/guess-login.ts';
import type { TargetFile } from '../target/target-file.ts';
import { Sentence } from './sentence.ts';

export const INIT_USAGE = `plumbline-audit init URL [--out FILE]
  URL                      of the service: http://localhost:3000, or http://localhost:3000/shop
  --out FILE               plumbline-audit.yml unless given; one that is there is not written over`;

const LIVE = ['/health/live', '/livez', '/healthz/live', '/live', '/health/liveness', '/healthz', '/health', '/api/health', '/api/v1/health', '/actuator/health/liveness', '/ping'];
const READY = ['/health/ready', '/readyz', '/ready', '/healthz/ready', '/health/readiness', '/actuator/health/readiness', '/api/ready', '/healthz', '/health', '/api/health', '/api/v1/health'];
const METRICS = ['/metrics', '/actuator/prometheus', '/api/metrics'];

/** Writes a target file with all that can be found out by asking. @throws Sentence when there is one already, or nobody answers */
export async function init(args: readonly string[]): Promise<number> {
  const { values: { out }, positionals: [url] } = parseArgs({ args: [...args], options: { out: { type: 'string', default: 'plumbline-audit.yml' } }, allowPositionals: true });
  if (url === undefined || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) throw new Sentence(`Give the address of the service: plumbline-audit init http://localhost:3000`);
  if (existsSync(out)) throw new Sentence(`${out} is there already: move it away, or give another --out.`);
  const baseUrl = new URL(url).origin;
  const lab = new Lab({ baseUrl, name: new URL(url).host, folder: process.cwd() });
  try {
    const root = await lab.send({ method: 'GET', path: '/', timeoutMs: 10_000 }, { waits: false });
    if (root.answer === undefined && root.failure !== 'too-large') throw new Sentence(`${baseUrl} does not answer (${root.detail ?? 'no answer'}): start the service first.`);
    const { target, notes } = await found(lab, new URL(url));
    writeFileSync(out, yamlOf(target, notes), { flag: 'wx' });
    process.stdout.write(`${[...notes, `Written: ${out}. Add what these lines name (! first), as far as you have it, then: plumbline-audit run ${out}`].join('\n')}\n`);
    return 0;
  } finally {
    await lab.leave();
  }
}

interface Found {
  readonly target: TargetFile;
  /** What was found and what was not, a line each. */
  readonly notes: readonly string[];
}

async function found(lab: Lab, { origin: baseUrl, pathname }: URL): Promise<Found> {
  const parts = [await foundDocument(lab, pathname.replace(/\/+$/, '')), await foundHealth(lab), await foundMetrics(lab), foundRepository()];
  return {
    target: { baseUrl, ...(Object.assign({}, ...parts.map(({ told }) => told)) as Partial<TargetFile>), slo: { p95Ms: 300, errorRate: 0.001 } },
    notes: parts.flatMap(({ notes }) => notes),
  };
}

/** A part of what was found: members of the target file, and what is said of them. */
interface Part {
  readonly told: Partial<TargetFile>;
  readonly notes: readonly string[];
}

/** @param below the path that somebody gave */
async function foundDocument(lab: Lab, below: string): Promise<Part> {
  const document = await documentOf(lab, below);
  if (document === undefined) return { told: {}, notes: ['! No OpenAPI document was found: name it in `openapi`; without one most checks have nothing to go by.'] };
  const login = guessLogin(document);
  const webhooks = document.operations.filter(({ path: one }) => /webhook/i.test(one)).map(({ path: one }) => `  ${one} looks like a webhook: tell its secret and its events in \`webhooks\`.`);
  const isBelow = document.operations.every(({ path: one }) => one.startsWith(`${below}/`));
  const told = { openapi: document.source, ...(below === '' || isBelow ? {} : { basePath: below }), ...login };
  const read = `✓ OpenAPI ${document.version} at ${document.source}: ${document.operations.length} operations`;
  if (login !== undefined) return { told, notes: [read, `✓ Login by ${login.login?.path ?? ''}: set AUDIT_USER and AUDIT_PASSWORD`, '! One account is not enough: add a second of the same role, one of each other role (with `roles`, where the document has no `x-roles`), and one that is `spare`.', ...webhooks] };
  const needsLogin = document.operations.some(({ security }) => security === 'required');
  return { told, notes: [read, needsLogin ? '! The document asks for credentials, and no login was recognised: add `login` and `accounts`, or `accounts` with `headers`.' : '  No credentials are asked for by the document.', ...webhooks] };
}

async function foundHealth(lab: Lab): Promise<Part> {
  const isOfNothing = await likeNothing(lab);
  const live = await first(lab, LIVE, [200], (exchange) => !isOfNothing(exchange));
  const ready = await first(lab, READY, [200, 503], (exchange) => !isOfNothing(exchange));
  if (live === undefined || ready === undefined) return { told: {}, notes: ['! No health endpoints were found: name them in `health` if there are any.'] };
  return { told: { health: { live, ready } }, notes: [`✓ Health: ${live}, ${ready}`] };
}

async function foundMetrics(lab: Lab): Promise<Part> {
  const metrics = await first(lab, METRICS, [200], ({ answer }) => /^# (TYPE|HELP) /m.test(answer?.body ?? ''));
  if (metrics === undefined) return { told: {}, notes: ['  No metrics were found on this port: give their address in `metrics` if they are elsewhere.'] };
  return { told: { metrics }, notes: [`✓ Metrics: ${metrics}`] };
}

function foundRepository(): Part {
  if (!existsSync(path.join(process.cwd(), '.git'))) return { told: {}, notes: ['  This folder is no git repository: name it in `repository`, so that delivery and documents can be read.'] };
  return { told: { repository: '.' }, notes: ['✓ Repository: this folder'] };
}

async function documentOf(lab: Lab, below: string): Promise<ApiDocument | undefined> {
  try {
    return await gatherDocument(lab, below);
  } catch (error) {
    if (error instanceof Unavailable) return undefined;
    throw error;
  }
}

/** @returns whether an answer is what any path gets: a catch-all that answers 200 to everything is no health endpoint. */
async function likeNothing(lab: Lab): Promise<(exchange: Exchange) => boolean> {
  const nothing = await lab.send({ method: 'GET', path: `/${crypto.randomUUID()}` });
  return ({ answer }) => answer === undefined || /html/.test(mediaTypeOf(answer.headers)) || (nothing.answer?.status === 200 && answer.body === nothing.answer.body);
}

async function first(lab: Lab, places: readonly string[], statuses: readonly number[], isIt: (exchange: Exchange) => boolean): Promise<string | undefined> {
  for (const place of places) {
    const exchange = await lab.send({ method: 'GET', path: place });
    if (statuses.includes(exchange.answer?.status ?? 0) && isIt(exchange)) return place;
  }
  return undefined;
}

function yamlOf(target: TargetFile, notes: readonly string[]): string {
  const document = new Document(target);
  document.commentBefore = ` What plumbline-audit runs against. Its members are described in the README under "Target file".\n${notes.map((note) => ` ${note}`).join('\n')}`;
  return document.toString({ lineWidth: 0 });
}
