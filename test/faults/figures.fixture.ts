import { appendFileSync } from 'node:fs';

/** Prints what was measured, and appends it to the file that `PLUMBLINE_FIGURES` names: figures are reported, not tested. */
export function figure(what: string, values: Readonly<Record<string, unknown>>): void {
  const line = `${what}: ${JSON.stringify(values, (_key, value: unknown) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value))}\n`;
  process.stdout.write(line);
  const file = process.env['PLUMBLINE_FIGURES'];
  if (file !== undefined) appendFileSync(file, line);
}
