import type { Ran } from '../../gather/command.ts';
import { onOwnDatabases } from '../../gather/migrator.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { differencesOfDumps, failedRun, shownDifferences } from './differences.ts';

interface Raced {
  readonly both: readonly Ran[];
  /** Behind the two: a lock that is left would stop it. */
  readonly after: Ran;
  readonly before: readonly string[];
  /** Where one migrator alone leads. */
  readonly alone: readonly string[];
  readonly together: readonly string[];
}

export const race = probingCheck({
  meta: {
    id: 'data.race',
    title: 'Two migrators at once do what one does',
    mode: 'active',
    severity: 'P1',
    why: 'A deployment starts several copies at the same moment: migrations that are applied twice fill tables twice, or stop half-way.',
    how: '`migrations.up` is started twice at once on an empty database, then once more. One of the two at least must end with 0 (the other may say that it is locked out), the third must, and the dump must be what one migrator alone leads to.',
    mend: 'Take a lock in the database before the ledger is read, with a lease so that a crash does not keep it for ever; let whoever comes second wait for it.',
    sources: ['CWE-362: Race Condition', 'https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS'],
  },
  needs: [],
  turn: 'beside',
  probe: (lab): Promise<Raced> => onOwnDatabases(lab, 2, async ([lone, raced]) => {
    if (lone === undefined || raced === undefined) throw new Error('There are no databases.');
    const before = await lone.dump();
    const first = await lone.up();
    const alone = await lone.dump();
    if (first.code !== 0) return { both: [first], after: first, before, alone, together: alone };
    const both = await Promise.all([raced.up(), raced.up()]);
    const after = await raced.up();
    return { both, after, before, alone, together: await raced.dump() };
  }),
  judge: (_, { both, after, before, alone, together }) => {
    const [first, second] = both;
    if (first === undefined || second === undefined) return notAvailable(`One migrator alone fails already: \`${after.command}\` ended with ${after.code ?? 'a signal'}.`);
    if (differencesOfDumps(before, alone).length === 0) return notAvailable('`migrations.dump` prints the same before and behind `migrations.up`: one of the two does nothing.');
    const differences = differencesOfDumps(alone, together);
    const findings: readonly Finding[] = [
      ...(both.some(({ code }) => code === 0) ? [] : failedRun(first, 'beside a second one')),
      ...failedRun(after, 'behind two at once'),
      ...(differences.length === 0 ? [] : [{ subject: first.command, problem: `two at once do not lead to where one alone does: ${shownDifferences(differences)}`, reproduce: `${first.command} & ${first.command} & wait` }]),
    ];
    return verdictOf({ count: 2, of: 'migrators at once' }, [{ text: `\`${first.command}\` twice at once ended with ${first.code ?? 'a signal'} and ${second.code ?? 'a signal'}, behind them with ${after.code ?? 'a signal'}` }, { text: `the dump of ${together.length} lines is that of one alone but for ${differences.length}` }], findings);
  },
});
