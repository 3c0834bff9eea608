import type { Json } from '../../json.ts';
import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, verdictOf } from '../../judge/outcome.ts';
import { type ApiDocument, type Content, isJson, named, type Operation } from '../../openapi/document.ts';
import { resolvedSchema } from '../../openapi/members.ts';

/** The JSON and the form of one body. */
interface Twins {
  readonly operation: Operation;
  readonly json: Content;
  readonly form: Content;
}

export const mediaMix = readingCheck({
  meta: {
    id: 'contract.media-mix',
    title: 'Forms and JSON of one operation agree',
    mode: 'passive',
    severity: 'P1',
    why: 'Where a body may be a form or JSON, and the two have other members, a client that changes from one to the other loses data, and a check that is made of one is missing in the other.',
    how: 'For each operation whose body may be JSON and a form, the members of both schemas are compared: their names, and which are required. Types are not, as all of a form is text.',
    mend: 'Let both media types refer to one schema.',
    sources: ['OpenAPI Specification 3.1 section 4.8.14'],
  },
  needs: ['document'],
  judge: ({ document }) => {
    const twins = document.operations.flatMap(twinsOf);
    if (twins.length === 0) return notApplicable(`None of ${document.operations.length} operations takes both JSON and a form.`);
    const findings = twins.flatMap(({ operation, json, form }): readonly Finding[] => {
      const problem = difference(membersIn(document, json), membersIn(document, form));
      return problem === undefined ? [] : [{ subject: named(operation), problem }];
    });
    return verdictOf({ count: twins.length, of: 'operations that take JSON and a form' }, twins.slice(0, 5).map(({ operation }) => ({ text: named(operation) })), findings);
  },
});

function twinsOf(operation: Operation): readonly Twins[] {
  const all = Object.entries(operation.body?.content ?? {});
  const json = all.find(([type]) => isJson(type.split(';')[0] ?? ''))?.[1];
  const form = all.find(([type]) => /^(application\/x-www-form-urlencoded|multipart\/form-data)/i.test(type))?.[1];
  return json?.schema === undefined || form?.schema === undefined ? [] : [{ operation, json, form }];
}

function membersIn(document: ApiDocument, { schema }: Content): ReadonlyMap<string, boolean> {
  const { properties, required } = resolvedSchema(document, { $ref: schema });
  return new Map(Object.keys((properties ?? {}) as Json).map((name) => [name, Array.isArray(required) && required.includes(name)]));
}

function difference(json: ReadonlyMap<string, boolean>, form: ReadonlyMap<string, boolean>): string | undefined {
  const onlyJson = [...json.keys()].filter((name) => !form.has(name));
  const onlyForm = [...form.keys()].filter((name) => !json.has(name));
  const required = [...json].filter(([name, isRequired]) => form.has(name) && form.get(name) !== isRequired).map(([name]) => name);
  const told = [['only its JSON has', onlyJson], ['only its form has', onlyForm], ['only one of the two requires', required]] as const;
  return told.filter(([, names]) => names.length > 0).map(([what, names]) => `${what} ${names.join(', ')}`).join('; ') || undefined;
}
