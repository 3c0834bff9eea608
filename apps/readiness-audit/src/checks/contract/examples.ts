import { readingCheck } from '../../judge/check.ts';
import { type Finding, notApplicable, verdictOf } from '../../judge/outcome.ts';
import { type Content, isJson, named, type Operation, type Pointer } from '../../openapi/document.ts';
import { type Schemas, schemasOf } from '../../openapi/schemas.ts';

interface Example {
  readonly subject: string;
  /** `its body`, `its 201`, `its parameter limit`. */
  readonly where: string;
  readonly schema: Pointer;
  readonly value: unknown;
  readonly as: 'request' | 'answer';
}

export const examples = readingCheck({
  meta: {
    id: 'contract.examples',
    title: 'Each example is accepted by its own schema',
    mode: 'passive',
    severity: 'P2',
    why: 'Examples are copied first and read last: one that is invalid costs each newcomer the same hour, and misleads mocks and tests.',
    how: 'All examples of bodies, answers and parameters are validated against the schemas beside which they stand.',
    mend: 'Validate examples where the document is made, or take them from recorded answers.',
    sources: ['OpenAPI Specification 3.1 section 4.8.19'],
  },
  needs: ['document'],
  judge: ({ document }) => {
    const all = document.operations.flatMap(examplesOf);
    if (all.length === 0) return notApplicable(`None of ${document.operations.length} operations has an example with a schema.`);
    const schemas = schemasOf(document);
    const findings = all.flatMap(({ subject, where, schema, value, as }): readonly Finding[] => {
      const errors = errorsOf(schemas, schema, value, as);
      return errors.length === 0 ? [] : [{ subject, problem: `an example of ${where} is refused by its schema: ${errors.join('; ')}` }];
    });
    return verdictOf({ count: all.length, of: 'examples' }, all.slice(0, 5).map(({ subject, where }) => ({ text: `${subject}, ${where}` })), findings);
  },
});

function examplesOf(operation: Operation): readonly Example[] {
  const subject = named(operation);
  const inContent = (content: Readonly<Record<string, Content>>, where: string, as: Example['as']): readonly Example[] => Object.entries(content).filter(([type]) => isJson(type.split(';')[0] ?? '')).flatMap(([, { schema, examples: values }]) => (schema === undefined ? [] : values.map((value) => ({ subject, where, schema, value, as }))));
  return [
    ...inContent(operation.body?.content ?? {}, 'its body', 'request'),
    ...operation.answers.flatMap(({ status, content }) => inContent(content, `its ${status}`, 'answer')),
    ...operation.parameters.flatMap(({ name, schema, examples: values }) => (schema === undefined ? [] : values.map((value): Example => ({ subject, where: `its parameter ${name}`, schema, value, as: 'request' })))),
  ];
}

/** An example may be written as the text that is sent: JSON in a string, a number as a query has it. */
function errorsOf(schemas: Schemas, schema: Pointer, value: unknown, as: Example['as']): readonly string[] {
  if (schemas.allows(schema, value) !== false) return [];
  const errors = schemas.errors(schema, value, as);
  if (errors.length === 0 || typeof value !== 'string') return errors;
  try {
    return schemas.errors(schema, JSON.parse(value), as);
  } catch {
    return errors;
  }
}
