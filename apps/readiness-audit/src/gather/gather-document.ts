import { fieldOf, type Exchange } from '../http/exchange.ts';
import { withCredentials } from '../http/requests.ts';
import type { ApiDocument } from '../openapi/document.ts';
import { documentInFile, documentOf, readAsDocument, USUAL_PLACES } from '../openapi/load.ts';
import type { Lab } from './lab.ts';
import { Unavailable } from './unavailable.ts';

const MOST_REDIRECTS = 3;

/**
 * The target's OpenAPI document: from the file or the place that the target file names, else from the usual places; with credentials where
 * it is refused without.
 * @param below a path under which the usual places are tried first: `/shop`
 * @throws Unavailable when there is none, or none that can be read: with all that was tried
 */
export async function gatherDocument(lab: Lab, below = ''): Promise<ApiDocument> {
  const { openapi, basePath, folder } = lab.target;
  const inFile = openapi === undefined ? undefined : await documentInFile(openapi, folder, basePath);
  if (inFile !== undefined) return inFile;
  const tried: string[] = [];
  const usual = below === '' ? USUAL_PLACES : [...USUAL_PLACES.map((place) => below + place), ...USUAL_PLACES];
  for (const place of openapi === undefined ? usual : [openapi]) {
    const found = await ask(lab, place, tried);
    if (found !== undefined) return documentOf(found.raw, { source: place, basePath, isBehindLogin: found.isBehindLogin });
  }
  throw new Unavailable(`No OpenAPI document was found (${openapi === undefined ? `${tried.length} usual places; ` : ''}${tried.slice(0, 3).join(', ')}): name it in \`openapi\` of the target file, as a path, an address or a file.`);
}

async function ask(lab: Lab, place: string, tried: string[]): Promise<{ readonly raw: Record<string, unknown>; readonly isBehindLogin: boolean } | undefined> {
  const open = await followed(lab, place);
  const raw = readAsDocument(open.answer?.status === 200 ? open.answer.body : '');
  if (raw !== undefined) return { raw, isBehindLogin: false };
  const status = open.answer?.status ?? 0;
  for (const session of status === 401 || status === 403 ? lab.sessions.usable : []) {
    const { raw: { answer } } = await lab.sendRaw(withCredentials({ method: 'GET', path: place }, session.credentials));
    const behind = readAsDocument(answer?.status === 200 ? answer.body : '');
    if (behind !== undefined) return { raw: behind, isBehindLogin: true };
  }
  tried.push(`${place}: ${open.answer === undefined ? (open.failure ?? 'no answer') : status === 200 ? 'no OpenAPI document' : status}`);
  return undefined;
}

/** Within the target only, and not for ever. */
async function followed(lab: Lab, place: string, hops = 0): Promise<Exchange> {
  // Its examples hold what looks like secrets: as it is kept it would be another document.
  const { raw: exchange } = await lab.sendRaw({ method: 'GET', path: place, headers: [['Accept', 'application/json, application/yaml;q=0.9, */*;q=0.1']] });
  const { status = 0, headers = [] } = exchange.answer ?? {};
  const location = fieldOf(headers, 'location');
  if (status < 300 || status >= 400 || location === undefined || hops >= MOST_REDIRECTS || !URL.canParse(location, exchange.request.url)) return exchange;
  const next = new URL(location, exchange.request.url);
  return next.host === lab.base.host ? followed(lab, next.pathname + next.search, hops + 1) : exchange;
}
