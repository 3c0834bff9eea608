import type { OpenAPIObject } from '@nestjs/swagger';
import fastJson from 'fast-json-stringify';
import type { OperationId } from '../access/access-table.js';

/** For each operation: status -> JSON schema of the answer, as Fastify takes it. */
export type ResponseSchemas = ReadonlyMap<OperationId, Readonly<Record<string, object>>>;

type Schemas = Readonly<Record<string, object>>;

/** Names of the component schemas that a schema refers to, directly or not. */
function referred(schema: object, all: Schemas, found = new Set<string>()): Set<string> {
  for (const [, name = ''] of JSON.stringify(schema).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    const target = all[name];
    if (target === undefined || found.has(name)) continue;
    found.add(name);
    referred(target, all, found);
  }
  return found;
}

/** The schemas of the answers, taken from the OpenAPI document, so that what is documented is what can leave. */
export function responseSchemas(document: OpenAPIObject): ResponseSchemas {
  const all = (document.components?.schemas ?? {}) as Schemas;
  const schemas = new Map<OperationId, Readonly<Record<string, object>>>();
  for (const operation of Object.values(document.paths).flatMap((path) => [path.get, path.post, path.put, path.patch, path.delete])) {
    if (operation?.operationId === undefined) continue;
    const answers = Object.entries(operation.responses).flatMap(([status, response]) => {
      const schema = response !== undefined && 'content' in response && Number(status) < 400 ? response.content['application/json']?.schema : undefined;
      if (schema === undefined) return [];
      const components = { schemas: Object.fromEntries([...referred(schema, all)].map((name) => [name, all[name]])) };
      return [[status, { ...schema, components }] as const];
    });
    if (answers.length > 0) schemas.set(operation.operationId as OperationId, Object.fromEntries(answers));
  }
  return schemas;
}

type Serialize = (value: unknown) => string;

/** fast-json-stringify for a schema, compiled at the first answer: forty operations compiled at start would cost a tenth of a second. */
export function lazySerializer(schema: object): Serialize {
  let serialize: Serialize | undefined;
  return (value) => {
    serialize ??= fastJson(schema) as Serialize;
    return serialize(value);
  };
}
