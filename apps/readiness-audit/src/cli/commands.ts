import { claims, CLAIMS_USAGE } from './claims.ts';
import { compare, COMPARE_USAGE } from './compare.ts';
import { explain, EXPLAIN_USAGE } from './explain.ts';
import { init, INIT_USAGE } from './init.ts';
import { run, RUN_USAGE } from './run.ts';
import { show, SHOW_USAGE } from './show.ts';

/** A command: what it does with its arguments, and what it says about them. */
export interface Command {
  readonly usage: string;
  readonly run: (args: readonly string[], environment: NodeJS.ProcessEnv) => Promise<number>;
}

export const COMMANDS: Readonly<Record<string, Command>> = {
  init: { usage: INIT_USAGE, run: init },
  run: { usage: RUN_USAGE, run },
  show: { usage: SHOW_USAGE, run: show },
  compare: { usage: COMPARE_USAGE, run: compare },
  explain: { usage: EXPLAIN_USAGE, run: explain },
  claims: { usage: CLAIMS_USAGE, run: claims },
};
