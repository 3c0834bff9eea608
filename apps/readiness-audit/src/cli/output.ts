import { writeFileSync } from 'node:fs';

/** Where a command writes what it has to say. */
export interface Output {
  readonly width: number;
  readonly colour: boolean;
  write(text: string): Promise<void>;
}

const USUAL_WIDTH = 80;

/** Standard output; Node reads from it, NO_COLOR and FORCE_COLOR whether there are colours. */
export const STDOUT: Output = {
  get width() {
    return process.stdout.isTTY ? process.stdout.columns : USUAL_WIDTH;
  },
  get colour() {
    return process.stdout.isTTY && process.stdout.hasColors();
  },
  // Whoever reads may have seen enough, as `head` has: that is no fault.
  write: (text) => new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => (error.code === 'EPIPE' ? resolve() : reject(error));
    process.stdout.once('error', onError);
    process.stdout.write(text, (error) => {
      if (error === null || error === undefined) {
        process.stdout.off('error', onError);
        resolve();
      } else onError(error);
    });
  }),
};

/** Writes what was asked for into a file, or to the terminal. @param file undefined for the terminal */
export async function deliver(text: string, file: string | undefined, output: Output): Promise<void> {
  if (file === undefined) await output.write(text);
  else writeFileSync(file, text);
}
