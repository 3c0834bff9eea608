import { type Guessed, guessedAccount, tryLogin, withUnknownName, withWrongPassword, WORTH_MS } from '../../gather/guesses.ts';
import { Patience } from '../../gather/patience.ts';
import { Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, inWords } from '../../http/exchange.ts';
import { probingCheck } from '../../judge/check.ts';
import { type Finding, verdictOf } from '../../judge/outcome.ts';

/** So few that most services do not lock the account for them. */
const PAIRS = 4;
/** The quicker of both is so much quicker that nobody needs statistics. */
const LEAST_GAP_MS = 25;
const LEAST_RATIO = 2;

interface Seen {
  readonly subject: string;
  /** Wrong passwords of somebody who exists, and of somebody who does not. */
  readonly pairs: readonly { readonly known: Exchange; readonly unknown: Exchange; readonly bodies: readonly [known: string, unknown: string] }[];
}

export const enumerate = probingCheck({
  meta: {
    id: 'access.enumerate',
    title: 'A login does not tell who has an account',
    mode: 'active',
    severity: 'P1',
    why: 'Who can find out which addresses have an account spares the guessing of passwords for the others, and knows whom to write a false mail to.',
    how: `${PAIRS} wrong passwords are sent for a spare account and, in turn, for names that do not exist. It fails when status or body differ (without what was sent, ids and times), or when the quickest refusal of one kind takes less than half as long as the quickest of the other and ${LEAST_GAP_MS} ms less. Registration and forgotten passwords are not tried, as they would send mail.`,
    mend: 'Answer both with the same words, and hash a password for names that do not exist, too.',
    sources: ['OWASP Authentication Cheat Sheet, Authentication Responses', 'OWASP WSTG-IDNT-04', 'CWE-204', 'CWE-208'],
  },
  needs: ['document'],
  turn: 1,
  probe: async (lab): Promise<Seen> => {
    const { subject, variables } = guessedAccount(lab, 'first');
    const patience = new Patience(lab, WORTH_MS);
    const pairs: Seen['pairs'][number][] = [];
    for (let turn = 0; turn < PAIRS; turn += 1) {
      const wrong = withWrongPassword(variables);
      const nobody = withUnknownName(wrong);
      const [known, unknown] = [await tryLogin(lab, wrong, patience), await tryLogin(lab, nobody, patience)];
      if (known.answer === undefined || unknown.answer === undefined || known.answer.status === 429 || unknown.answer.status === 429) break;
      pairs.push({ known, unknown, bodies: [comparable(known, wrong), comparable(unknown, nobody)] });
    }
    if (pairs.length === 0) throw new Unavailable('The login answered nothing, or 429 at once, so that there is nothing to compare.');
    return { subject, pairs };
  },
  judge: (_, { subject, pairs }: Seen) => {
    const [first] = pairs;
    const findings = first === undefined ? [] : [...differences(subject, first), ...gap(subject, pairs)];
    const evidence = pairs.slice(0, 2).flatMap(({ known, unknown }) => [{ text: `somebody who exists: ${inWords(known)} in ${known.ms} ms`, exchange: known.id }, { text: `nobody: ${inWords(unknown)} in ${unknown.ms} ms`, exchange: unknown.id }]);
    return verdictOf({ count: pairs.length * 2, of: 'refused logins' }, evidence, findings);
  },
});

/** A body without what was sent and what is other each time. */
function comparable({ answer }: Exchange, variables: Guessed['variables']): string {
  const bare = Object.values(variables).filter((value) => value.length > 2).reduce((text, value) => text.replaceAll(value, '*'), answer?.body ?? '');
  return bare.replace(/[0-9a-f]{8}-[0-9a-f-]{27}/gi, '*').replace(/\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-][\d:]+)?/g, '*').replace(/(?=[\w-]*\d)[\w-]{12,}/g, '*').replace(/\d+(?:\.\d+)?/g, '0');
}

function differences(subject: string, { known, unknown, bodies }: Seen['pairs'][number]): readonly Finding[] {
  const [ofKnown, ofUnknown] = [known.answer?.status, unknown.answer?.status];
  if (ofKnown !== ofUnknown) return [{ subject, problem: `a wrong password of somebody who exists answers ${ofKnown ?? 0}, one of nobody ${ofUnknown ?? 0}`, exchange: unknown.id }];
  return bodies[0] === bodies[1] ? [] : [{ subject, problem: 'a wrong password of somebody who exists is answered with another body than one of nobody', exchange: unknown.id }];
}

function gap(subject: string, pairs: Seen['pairs']): readonly Finding[] {
  if (pairs.length < PAIRS) return [];
  const [known, unknown] = [Math.min(...pairs.map((pair) => pair.known.ms)), Math.min(...pairs.map((pair) => pair.unknown.ms))];
  const [quick, slow] = known < unknown ? [known, unknown] : [unknown, known];
  if (slow - quick < LEAST_GAP_MS || slow < LEAST_RATIO * quick) return [];
  return [{ subject, problem: `somebody who exists is refused in ${known} ms at the quickest, nobody in ${unknown} ms: the time tells who has an account`, exchange: pairs[0]?.known.id ?? '' }];
}
