import { Unavailable } from '../../gather/unavailable.ts';
import { type Exchange, jsonOf, type Request } from '../../http/exchange.ts';
import { leavesOf } from '../../gather/pointers.ts';
import { withCredentials, withFreshKey } from '../../http/requests.ts';
import type { Lab } from '../../gather/lab.ts';
import { rolesOf } from '../../gather/samples.ts';
import { probingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';
import { Asker } from './asking.ts';

/** Questions that nobody asks by hand, where the target file does not say how many are too many. */
const QUOTA = 50;
const AT_ONCE = 5;
const ASKING_MS = 120_000;

interface Own {
  readonly subject: string;
  readonly quota: number;
  readonly answered: number;
  /** The last one that was answered. */
  readonly last?: string;
  /** The first one that was not. */
  readonly refused?: Exchange;
}

/** Who may be used up: whoever the arranger made for this question, else a spare account. @throws Unavailable */
function requestOfSpare(lab: Lab, asker: Asker): Request {
  const { sample, subject } = asker;
  const request = asker.request(asker.plain);
  if (sample.source === 'arranged') return request;
  const roles = rolesOf(sample.operation, lab.target.roles) ?? (sample.role === undefined ? undefined : [sample.role]);
  const spare = lab.sessions.spare.find(({ role }) => roles === undefined || roles.includes(role));
  if (spare === undefined) throw new Unavailable(`No spare account may ask ${subject}, and others must not be used up: add one with \`spare: true\` to the target file.`);
  return withCredentials(request, spare.credentials);
}

/** Whether an answer says that it was enough. Some say so with a 200. */
function isRefusal({ answer }: Exchange): boolean {
  if (answer === undefined) return false;
  if (answer.status === 429 || answer.status === 402) return true;
  const says = leavesOf(jsonOf(answer)).some(([pointer, value]) => /\/(reason|code|error|type|status)$/i.test(pointer) && typeof value === 'string' && /quota|budget|limit|exhausted/i.test(value));
  return says && (answer.status === 403 || answer.status < 300);
}

/** Asks until it is enough, or until it should have been. @throws Unavailable */
async function askOn(lab: Lab): Promise<Own> {
  const asker = await Asker.of(lab);
  const request = requestOfSpare(lab, asker);
  const most = lab.target.ai?.quota ?? QUOTA;
  const ends = performance.now() + ASKING_MS;
  let own: Own = { subject: asker.subject, quota: most, answered: 0 };
  // One more than it may.
  while (own.answered <= most && own.refused === undefined && performance.now() < ends) {
    const exchanges = await lab.together(Array.from({ length: AT_ONCE }, () => withFreshKey(request)));
    own = { ...own, ...countedIn(exchanges, own.answered) };
    const [first] = exchanges;
    if (own.refused === undefined && !exchanges.some(isAnswered)) throw new Unavailable(`${asker.subject} told a spare account neither an answer nor a limit: ${first?.answer?.status ?? first?.failure ?? 'nothing'} (${first?.id ?? ''}).`);
  }
  return own;
}

const isAnswered = (exchange: Exchange): boolean => !isRefusal(exchange) && exchange.answer !== undefined && exchange.answer.status < 300;

function countedIn(exchanges: readonly Exchange[], before: number): Pick<Own, 'answered' | 'last' | 'refused'> {
  const answered = exchanges.filter(isAnswered);
  const refused = exchanges.find(isRefusal);
  return { answered: before + answered.length, ...(answered[0] === undefined ? {} : { last: answered[0].id }), ...(refused === undefined ? {} : { refused }) };
}

export const quota = probingCheck({
  meta: {
    id: 'ai.quota',
    title: 'Nobody can ask without end',
    mode: 'active',
    severity: 'P1',
    why: 'Each question costs money: one account in a loop spends the budget of the month in a night, or takes the model away from everybody else.',
    how: `A spare account asks the same question again and again, ${AT_ONCE} at once: ${QUOTA} times unless \`ai.quota\` of the target file says after how many it must be refused. It must be refused with 429 or 402, or with an answer whose reason says quota, budget or limit.`,
    mend: 'Count questions, or better tokens, for each account and for all, in a store that all copies share, before the model is asked; answer 429 with Retry-After.',
    sources: ['OWASP Top 10 for LLM Applications 2025, LLM10: Unbounded Consumption', 'OWASP API Security Top 10 2023, API4', 'RFC 6585 section 4'],
  },
  needs: ['document', 'walk'],
  turn: 2,
  probe: askOn,
  judge: (_, { subject, quota: most, answered, last, refused }) => {
    const source = last === undefined ? {} : { exchange: last };
    if (refused !== undefined) return answered === 0 ? notAvailable(`${subject} refused the first question of a spare account already (${refused.id}): its quota was used up before.`) : verdictOf({ count: answered, of: 'questions until it was enough' }, [{ text: `behind ${answered} answers it said ${refused.answer?.status ?? 'nothing'}`, exchange: refused.id }], []);
    if (answered <= most) return notAvailable(`In ${ASKING_MS / 1_000} s only ${answered} questions were answered, of the ${most} that are too many.`);
    return verdictOf({ count: answered, of: 'questions' }, [{ text: `${answered} questions were answered`, ...source }], [{ subject, problem: `${answered} questions of one account were all answered, ${AT_ONCE} at once: nothing says that it is enough after ${most}`, ...source }]);
  },
});
