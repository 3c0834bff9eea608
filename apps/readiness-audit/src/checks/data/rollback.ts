import type { Ran } from '../../gather/command.ts';
import { onOwnDatabases } from '../../gather/migrator.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { differencesOfDumps, failedRun, shownDifferences } from './differences.ts';

interface RolledBack {
  readonly runs: readonly [up: Ran, down: Ran, again: Ran];
  readonly dumps: readonly [before: readonly string[], up: readonly string[], down: readonly string[], again: readonly string[]];
}

export const rollback = probingCheck({
  meta: {
    id: 'data.rollback',
    title: 'Migrations can be taken back, and applied again',
    mode: 'active',
    severity: 'P0',
    why: 'When a release has to go back at night, a `down` that was never run leaves a database that neither version understands.',
    how: '`migrations.up`, `down` and `up` again are run on an empty database of their own. Each must end with 0; behind `down` the dump must be what it was at first, behind the second `up` what it was behind the first. Times, random ids, comments and the order of lines do not count.',
    mend: 'Write each `down` together with its `up`, run both in CI, and take back what was made: tables, indexes, members, seeds. Leave the migrations\' own ledger out of `migrations.dump`.',
    sources: ['https://martinfowler.com/articles/evodb.html', 'https://sre.google/sre-book/release-engineering/'],
  },
  needs: [],
  turn: 'beside',
  probe: (lab): Promise<RolledBack> => onOwnDatabases(lab, 1, async ([migrator]) => {
    if (migrator === undefined) throw new Error('There is no database.');
    const before = await migrator.dump();
    const first = await migrator.up();
    const behind = await migrator.dump();
    const down = await migrator.down();
    const back = await migrator.dump();
    const again = await migrator.up();
    return { runs: [first, down, again], dumps: [before, behind, back, await migrator.dump()] };
  }),
  judge: (_, { runs: [first, down, again], dumps: [before, behind, back, last] }) => {
    const left = differencesOfDumps(before, back);
    const other = differencesOfDumps(behind, last);
    const findings: readonly Finding[] = [
      ...failedRun(first, 'on an empty database'),
      ...failedRun(down, 'behind `up`'),
      ...failedRun(again, 'behind `down`'),
      ...(left.length === 0 ? [] : [{ subject: down.command, problem: `it does not lead back to what was there before \`up\`: ${shownDifferences(left)}`, reproduce: down.command }]),
      ...(other.length === 0 ? [] : [{ subject: again.command, problem: `behind \`down\` it does not lead to where it led before: ${shownDifferences(other)}`, reproduce: again.command }]),
    ];
    const changed = differencesOfDumps(before, behind).length;
    if (findings.length === 0 && changed === 0) return notAvailable('`migrations.dump` prints the same before and behind `migrations.up`: one of the two does nothing.');
    return verdictOf({ count: 3, of: 'runs of the migrations' }, [{ text: `\`${first.command}\` changed ${changed} lines of the dump, \`${down.command}\` left ${left.length} of them` }, { text: `the second \`up\` led to the same ${last.length} lines but for ${other.length}` }], findings);
  },
});
