import type { Ran } from '../../gather/command.ts';
import { onOwnDatabases } from '../../gather/migrator.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { differencesOfDumps, failedRun, shownDifferences } from './differences.ts';

interface Up {
  readonly first: Ran;
  readonly again: Ran;
  /** Before, behind the first and behind the second run; none where the target file does not say how a database is dumped. */
  readonly dumps?: readonly [before: readonly string[], first: readonly string[], again: readonly string[]];
}

export const up = probingCheck({
  meta: {
    id: 'data.up',
    title: 'Migrations bring an empty database up to date, and leave it so',
    mode: 'active',
    severity: 'P0',
    why: 'A migration that only works on the databases that are there already cannot set up a new region, a restored backup or a test.',
    how: '`migrations.up` of the target file is run twice on a database of its own that is empty. Both runs must end with 0; where `migrations.dump` is told, the first must change what it prints, and the second must not.',
    mend: 'Run all migrations from nothing in CI, keep a ledger of those that were applied, and skip these.',
    sources: ['https://martinfowler.com/articles/evodb.html', 'https://documentation.red-gate.com/flyway/flyway-concepts/migrations'],
  },
  needs: [],
  turn: 'beside',
  probe: (lab): Promise<Up> => onOwnDatabases(lab, 1, async ([migrator]) => {
    if (migrator === undefined) throw new Error('There is no database.');
    if (lab.target.migrations?.dump === undefined) return { first: await migrator.up(), again: await migrator.up() };
    const before = await migrator.dump();
    const first = await migrator.up();
    const behind = await migrator.dump();
    const again = await migrator.up();
    return { first, again, dumps: [before, behind, await migrator.dump()] };
  }),
  judge: (_, { first, again, dumps }) => {
    const [before = [], behind = [], last = []] = dumps ?? [];
    const differences = differencesOfDumps(behind, last);
    const findings: readonly Finding[] = [
      ...failedRun(first, 'on an empty database'),
      ...failedRun(again, 'run again'),
      ...(differences.length === 0 ? [] : [{ subject: again.command, problem: `run again it changed what was up to date: ${shownDifferences(differences)}`, reproduce: again.command }]),
    ];
    const changed = differencesOfDumps(before, behind);
    if (findings.length === 0 && dumps !== undefined && changed.length === 0) return notAvailable('`migrations.dump` prints the same before and behind `migrations.up`: one of the two does nothing.');
    return verdictOf({ count: 2, of: 'runs of the migrations' }, [{ text: `\`${first.command}\` ended with ${first.code ?? 'a signal'}, and again with ${again.code ?? 'a signal'}` }, { text: dumps === undefined ? 'what they changed was not looked at: `migrations.dump` is not told' : `the first changed ${changed.length} lines of the dump, the second ${differences.length}` }], findings);
  },
});
