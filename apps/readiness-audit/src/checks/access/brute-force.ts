import { guessedAccount, isLetIn, tryLogin, tryRightLogin, withWrongPassword, WORTH_MS } from '../../gather/guesses.ts';
import { Patience } from '../../gather/patience.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, inWords } from '../../http/exchange.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, type Verdict, verdictOf } from '../../judge/outcome.ts';

const MOST_GUESSES = 60;
/** A service that makes guessers wait this long has an answer to them. */
const SLOWED_MS = 2_000;

interface Seen {
  readonly subject: string;
  readonly guesses: number;
  readonly first: Exchange;
  readonly last: Exchange;
  /** A wrong password let somebody in. */
  readonly isOpen: boolean;
  /** The right password, behind all the wrong ones. */
  readonly right?: Exchange;
  readonly isLetIn: boolean;
}

const isSlowed = ({ first, last }: Seen): boolean => last.ms > SLOWED_MS && last.ms > 5 * first.ms;
const changed = ({ first, last }: Seen): boolean => last.answer !== undefined && last.answer.status < 500 && last.answer.status !== first.answer?.status;

export const bruteForce = probingCheck({
  meta: {
    id: 'access.brute-force',
    title: 'Guessing passwords is stopped',
    mode: 'active',
    severity: 'P1',
    why: 'Lists of leaked passwords are tried against every login that lets them: some of its people have used one of them elsewhere.',
    how: `The right password of a spare account is seen to work; then up to ${MOST_GUESSES} wrong ones are sent, until the answer changes: 429, a locked account, or an answer that takes ever longer. A 429 that meets every other request, too, is waited out, within bounds. If nothing changes, the right password is sent: where it lets the account in, nothing has stopped the guessing.`,
    mend: 'Count failed logins by account and by address, make both wait longer and longer, and let a known device pass, so that nobody can lock others out.',
    sources: ['OWASP API Security Top 10 2023, API2', 'OWASP Authentication Cheat Sheet, Protect Against Automated Attacks', 'NIST SP 800-63B section 5.2.2', 'CWE-307'],
  },
  needs: ['document'],
  turn: 2,
  probe: async (lab): Promise<Seen> => {
    const { subject, variables } = guessedAccount(lab, 'last');
    const patience = new Patience(lab, WORTH_MS);
    const before = await tryRightLogin(lab, variables, patience);
    if (!isLetIn(lab, before)) throw new Unavailable(`The right password of the spare account was not let in before any wrong one was sent: ${inWords(before)} (${before.id}).`);
    const first = await tryLogin(lab, withWrongPassword(variables), patience);
    let seen: Seen = { subject, guesses: 1, first, last: first, isOpen: isLetIn(lab, first), isLetIn: false };
    while (!seen.isOpen && seen.guesses < MOST_GUESSES && !changed(seen) && !isSlowed(seen) && seen.last.answer !== undefined && seen.last.answer.status !== 429) {
      const last = await tryLogin(lab, withWrongPassword(variables), patience);
      seen = { ...seen, guesses: seen.guesses + 1, last, isOpen: isLetIn(lab, last) };
    }
    if (seen.isOpen || changed(seen) || isSlowed(seen)) return seen;
    const right = await tryLogin(lab, variables, patience);
    return { ...seen, right, isLetIn: isLetIn(lab, right) };
  },
  judge: (_, seen: Seen) => verdictOf({ count: seen.guesses, of: 'wrong passwords' }, evidenceOf(seen), findingsOf(seen)),
});

function evidenceOf(seen: Seen): Extract<Verdict, { readonly outcome: 'pass' }>['evidence'] {
  const { guesses, first, last, right } = seen;
  return [
    { text: `wrong password 1: ${inWords(first)}`, exchange: first.id },
    { text: `wrong password ${guesses}: ${inWords(last)}${isSlowed(seen) ? ` after ${Math.round(last.ms)} ms` : ''}`, exchange: last.id },
    ...(right === undefined ? [] : [{ text: `the right password behind them: ${inWords(right)}`, exchange: right.id }]),
  ];
}

function findingsOf({ subject, guesses, last, isOpen, right, isLetIn: isIn }: Seen): readonly Finding[] {
  if (isOpen) return [{ subject, problem: 'a wrong password lets the account in', exchange: last.id }];
  if (right === undefined) return [];
  if (isIn) return [{ subject, problem: `${guesses} wrong passwords in a row changed nothing: the guessing can go on, and the right one is let in`, exchange: right.id }];
  return last.answer === undefined || last.answer.status >= 500 ? [{ subject, problem: `wrong password ${guesses} ${last.answer === undefined ? `ended in ${last.failure ?? 'nothing'}` : `answered ${last.answer.status}`}`, exchange: last.id }] : [];
}
