import type { Json } from '../json.ts';
import { type ApiDocument, isJson, type Operation, type Pointer } from '../openapi/document.ts';
import { valueAt } from '../openapi/operations.ts';
import type { TargetFile } from './target-file.ts';

const LOGIN = /log-?in|sign-?in|\btokens?\b|sessions?\b|authenticate/i;
const USER = /^(e-?mail|user-?name|user|login|identifier)$/i;
const PASSWORD = /^(password|passwd|pass|secret)$/i;
const TOKEN = /^(access_?token|token|jwt|id_?token|auth_?token|bearer)$/i;
const MOST_DEEP = 4;

/** The properties of a schema, its refs and parts followed. */
function propertiesOf(document: unknown, schema: unknown, depth = 0): Json {
  if (typeof schema !== 'object' || schema === null || depth > MOST_DEEP) return {};
  const { $ref: ref, properties, allOf } = schema as { readonly $ref?: string; readonly properties?: Json; readonly allOf?: readonly unknown[] };
  if (ref !== undefined) return propertiesOf(document, valueAt(document, ref), depth + 1);
  return { ...properties, ...Object.assign({}, ...(allOf ?? []).map((part) => propertiesOf(document, part, depth + 1))) as Json };
}

function bodyProperties({ document }: ApiDocument, { body }: Operation): Json {
  const content = Object.entries(body?.content ?? {}).find(([type]) => isJson(type) || type === '*/*')?.[1];
  return propertiesOf(document, content?.schema === undefined ? undefined : { $ref: content.schema });
}

/** Where the token stands in the good answer: a pointer one or two members deep. */
function tokenPointer({ document }: ApiDocument, { answers }: Operation): Pointer | undefined {
  const schema = answers.filter(({ status }) => status.startsWith('2')).flatMap(({ content }) => Object.values(content)).find((content) => content.schema !== undefined)?.schema;
  const properties = propertiesOf(document, schema === undefined ? undefined : { $ref: schema });
  const direct = Object.keys(properties).find((name) => TOKEN.test(name));
  if (direct !== undefined) return `/${direct}`;
  for (const [name, inner] of Object.entries(properties)) {
    const below = Object.keys(propertiesOf(document, inner)).find((one) => TOKEN.test(one));
    if (below !== undefined) return `/${name}/${below}`;
  }
  return undefined;
}

/**
 * What a target file says of logging in, guessed from the document: a POST whose path speaks of it and whose body has a name and a password.
 * @returns undefined where there is none
 */
export function guessLogin(document: ApiDocument): Pick<TargetFile, 'login' | 'accounts'> | undefined {
  for (const operation of document.operations.filter(({ method, path }) => method === 'POST' && LOGIN.test(path) && !path.includes('{'))) {
    const names = Object.keys(bodyProperties(document, operation));
    const [user, password] = [names.find((name) => USER.test(name)), names.find((name) => PASSWORD.test(name))];
    if (user === undefined || password === undefined) continue;
    const token = tokenPointer(document, operation);
    return {
      login: { method: 'POST', path: operation.path, body: { [user]: '{{user}}', [password]: '{{password}}' }, ...(token === undefined ? {} : { token }) },
      accounts: { user: { role: 'user', variables: { user: '${AUDIT_USER}', password: '${AUDIT_PASSWORD}' } } },
    };
  }
  return undefined;
}
