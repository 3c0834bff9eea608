import type { Variable } from './variable.js';
import { VARIABLES } from './variables.js';

/** The text of `.env.example`: every variable with its purpose, grouped; the optional ones commented out. */
export function envExample(): string {
  const lines = ['# Generated from libs/config by `npm run generate`; do not edit by hand.'];
  let group = '';
  for (const [name, variable] of Object.entries<Variable<unknown>>(VARIABLES)) {
    if (variable.group !== group) {
      group = variable.group;
      lines.push('', `# ---- ${group} ----`);
    }
    const required = variable.fallback === undefined;
    lines.push(`# ${variable.doc}${required ? ' Required.' : ''}`, `${required ? '' : '# '}${name}=${variable.secret ? '' : variable.example}${variable.secret && variable.example !== '' ? ` # ${variable.example}` : ''}`);
  }
  return `${lines.join('\n')}\n`;
}
