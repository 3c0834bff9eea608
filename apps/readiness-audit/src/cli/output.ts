import { writeFileSync } from 'node:fs';

/** Where a command writes what it has to say. */
export interface Output {
  /** Columns; undefined where there is no terminal. */
  readonly width: number | undefined;
  readonly isColoured: boolean;
  write(text: string): Promise<void>;
}

/** Standard output. Node looks at NO_COLOR and FORCE_COLOR to say whether there are colours. */
export const STDOUT: Output = {
  get width() {
    return process.stdout.isTTY ? process.stdout.columns : undefined;
  },
  get isColoured() {
    return process.stdout.isTTY && process.stdout.hasColors();
  },
  write: (text) => new Promise((resolve) => {
    process.stdout.write(text, () => {
      resolve();
    });
  }),
};

/** Writes what was asked for into a file, or to the terminal. @param file undefined for the terminal */
export async function deliver(text: string, file: string | undefined, output: Output): Promise<void> {
  if (file === undefined) await output.write(text);
  else writeFileSync(file, text);
}
