import { ACCESS, type AccessRule, type OperationId, ROLES } from '@plumbline/common';
import type { OpenAPIObject } from '@nestjs/swagger';

const HEAD = `<!-- Written by \`npm run generate\` from libs/common/src/access/access-table.ts; do not edit by hand. -->
# Who may do what

A role lets somebody use an operation; a right is asked of their membership in the business that it touches. Whoever is not a member is answered
404, so that nobody learns what exists; a member without the right is answered 403. Where a step-up is asked for, the session must have shown its
second factor within the last five minutes, or the answer is 401 \`STEP_UP_REQUIRED\` (RFC 9470). A program's API key opens only what names a scope,
and no more than its owner may do at that moment.
`;

interface Documented {
  readonly place: string;
  /** What an API key needs; undefined when none opens the operation. */
  readonly scope: string | undefined;
  readonly problems: readonly string[];
}

/** Where the document has each operation, and what it may answer with. */
function documented(document: OpenAPIObject): ReadonlyMap<string, Documented> {
  const found = new Map<string, Documented>();
  for (const [path, item] of Object.entries(document.paths)) {
    for (const method of ['get', 'post', 'put', 'patch', 'delete'] as const) {
      const operation = item[method];
      if (operation?.operationId === undefined) continue;
      const { 'x-problems': problems = [], 'x-scope': scope } = operation as { readonly 'x-problems'?: readonly string[]; readonly 'x-scope'?: string };
      found.set(operation.operationId, { place: `${method.toUpperCase()} ${path}`, scope, problems });
    }
  }
  return found;
}

function cells(rule: AccessRule, scope: string | undefined): string[] {
  if (rule.kind === 'public') return ['everybody', ...ROLES.map(() => 'yes'), '', '', ''];
  if (rule.kind === 'refresh-cookie') return ['refresh cookie', ...ROLES.map(() => 'yes'), '', '', ''];
  const code = (text: string | undefined): string => (text === undefined ? '' : `\`${text}\``);
  const roles = ROLES.map((role) => (rule.roles.includes(role) ? 'yes' : '-'));
  return ['access token', ...roles, code(rule.right), rule.stepUp === undefined ? '' : 'yes', code(scope)];
}

const row = (values: readonly string[]): string => `| ${values.join(' | ')} |`;

/**
 * The page docs/access.md: the operation x role matrix, and the problems of each operation.
 * @param document the contract of the application.
 */
export function accessPage(document: OpenAPIObject): string {
  const places = documented(document);
  const rules = Object.entries(ACCESS) as [OperationId, AccessRule][];
  const columns = ['operation', 'request', 'authenticated by', ...ROLES, 'right', 'step-up', 'scope of an API key'];
  const matrix = rules.map(([id, rule]) => row([`\`${id}\``, places.get(id)?.place ?? '', ...cells(rule, places.get(id)?.scope)]));
  const problems = rules.filter(([id]) => places.has(id)).map(([id]) => row([`\`${id}\``, (places.get(id)?.problems ?? []).join(', ')]));
  return [HEAD, row(columns), row(columns.map(() => '---')), ...matrix, '', '## The problems of each operation', '', 'Every path also answers 404 `NOT_FOUND` beside it and 405 `METHOD_NOT_ALLOWED` for the methods that it does not serve.', '', row(['operation', 'problems']), row(['---', '---']), ...problems, ''].join('\n');
}
