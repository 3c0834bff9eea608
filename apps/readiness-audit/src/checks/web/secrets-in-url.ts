import { readingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';
import { type ApiDocument, named, type Operation } from '../../openapi/document.ts';

const SECRET = /^(?:.*[-_.])?(?:pass(?:word|wd|phrase)?|pwd|secret|api[-_]?key|access[-_]?token|auth[-_]?token|id[-_]?token|refresh[-_]?token|bearer|jwt|session[-_]?(?:id|token)?|private[-_]?key|credentials?|pin|cvv|cvc|card[-_]?number|authorization|token)$/i;
/** Marks of a place in a list, not of a person. */
const PLACE = /^(?:page|next|prev|previous|continuation|cursor|sync|resume)/i;
/** What may be a thing of the service as well as a secret. */
const THINGS = /^(?:session|authorization|credential)$/;
/** Links that come by mail work once and need their token in the address. */
const BY_MAIL = /verify|verification|confirm|reset|recover|invit|activat|unsubscribe|magic|callback|share|download/i;

/** `apiKey` as `api-key`. */
const split = (name: string): string => name.replace(/([a-z\d])([A-Z])/g, '$1-$2');

export const secretsInUrl = readingCheck({
  meta: {
    id: 'web.secrets-in-url',
    title: 'No secret stands in an address',
    mode: 'passive',
    severity: 'P1',
    why: 'Addresses are written down everywhere: in the logs of every proxy, in histories, in the Referer of the next page.',
    how: 'The document is searched for parameters of query and path that are called like a secret, and for security schemes that put a key into the query. Links that come by mail (verification, reset, invitation) are left out, as are marks of a page in a list.',
    mend: 'Take secrets in Authorization or in the body of a POST.',
    sources: ['OWASP REST Security Cheat Sheet, Sensitive Information in HTTP Requests', 'RFC 9110 section 17.9', 'RFC 6750 section 2.3', 'CWE-598'],
  },
  needs: ['document'],
  judge: ({ document }) => {
    const findings = [...document.operations.flatMap((operation) => inParameters(document, operation)), ...inSchemes(document)];
    const parameters = document.operations.reduce((sum, { parameters: own }) => sum + own.length, 0);
    return verdictOf({ count: document.operations.length, of: 'operations' }, [{ text: `${parameters} parameters of ${document.operations.length} operations were read` }], findings);
  },
});

/** `/sessions/{sessionId}`, `/tokens/{token}`: the id of an object, with which nobody logs in. */
function isOfCollection(path: string, name: string): boolean {
  const parts = path.split('/');
  const above = parts[parts.indexOf(`{${name}}`) - 1] ?? '';
  return above.endsWith('s') && (/id$/i.test(name) || above.endsWith(`${name}s`));
}

/** `?session=` where there are `/sessions/{session}`: things of that kind are looked for. */
const isOfThings = (document: ApiDocument, name: string): boolean => THINGS.test(name) && document.operations.some(({ path }) => path.includes(`/${name}s/{`));

function inParameters(document: ApiDocument, operation: Operation): readonly Finding[] {
  if (BY_MAIL.test(operation.path) || BY_MAIL.test(operation.id)) return [];
  const secret = operation.parameters.filter(({ in: where, name }) => SECRET.test(split(name)) && !PLACE.test(name) && (where === 'path' ? !isOfCollection(operation.path, name) : where === 'query' && !isOfThings(document, name)));
  return secret.map(({ name, in: where }) => ({ subject: named(operation), problem: `the parameter ${name} puts a secret into the ${where} of the address` }));
}

function inSchemes({ document }: ApiDocument): readonly Finding[] {
  const { securitySchemes } = (document['components'] ?? {}) as { readonly securitySchemes?: unknown };
  const schemes = typeof securitySchemes === 'object' && securitySchemes !== null ? Object.entries(securitySchemes as Record<string, unknown>) : [];
  return schemes.flatMap(([name, scheme]) => {
    const { type, in: where, name: parameter } = (scheme ?? {}) as { readonly type?: unknown; readonly in?: unknown; readonly name?: unknown };
    return type === 'apiKey' && where === 'query' ? [{ subject: `security scheme ${name}`, problem: `the key is sent as the query parameter ${String(parameter)}` }] : [];
  });
}
