import type { Variable } from './variable.js';
import { VARIABLES } from './variables.js';

function describe(name: string, variable: Variable<unknown>): string[] {
  const required = variable.fallback === undefined;
  const doc = `# ${variable.doc}${required ? ' Required.' : ''}`;
  if (variable.secret) return [variable.example === '' ? doc : `${doc} Such as ${variable.example}`, `${required ? '' : '# '}${name}=`];
  return [doc, `${required ? '' : '# '}${name}=${variable.example}`];
}

/** The text of `.env.example`: every variable with its purpose, grouped; the ones that may be left out are commented out. */
export function envExample(): string {
  const variables = Object.entries<Variable<unknown>>(VARIABLES);
  const groups = [...new Set(variables.map(([, { group }]) => group))];
  const sections = groups.map((group) =>
    [`# ---- ${group} ----`, ...variables.filter(([, variable]) => variable.group === group).flatMap(([name, variable]) => describe(name, variable))].join('\n'),
  );
  return `${['# Generated from libs/config by `npm run generate`; do not edit by hand.\n# Each NAME may be given as NAME_FILE instead: the path of a file that holds the value, as Docker and Kubernetes hand out secrets.', ...sections].join('\n\n')}\n`;
}
