/** Whether everything is tried (`npm run faults -- payments`) or, as in CI, a part of it. */
export const WHOLE = process.env['FAULTS_WHOLE'] === '1';

/** The seed of what is chosen by chance: FAULTS_SEED, or a fresh one. */
export const SEED = Number(process.env['FAULTS_SEED'] ?? Math.floor(Math.random() * 2 ** 32));

/** A table whose rows are printed as they come: it is the progress of its run, too. */
export class Table {
  #rows = 0;

  /** @param columns name and width; the last one is as wide as it likes. */
  constructor(
    title: string,
    private readonly columns: readonly (readonly [name: string, width: number])[],
  ) {
    print(`\n${title}\n${this.#line(columns.map(([name]) => name))}`);
  }

  row(...values: readonly (string | number | boolean)[]): void {
    this.#rows += 1;
    print(this.#line(values.map((value) => (typeof value === 'boolean' ? (value ? 'yes' : 'NO') : typeof value === 'number' ? String(Math.round(value)) : value))));
  }

  get length(): number {
    return this.#rows;
  }

  #line(values: readonly string[]): string {
    return values.map((value, place) => value.padEnd(this.columns[place]?.[1] ?? 0)).join('  ').trimEnd();
  }
}

/** Past jest's own reporters, which tell of tests and not of figures. */
export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
