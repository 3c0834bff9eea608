import { probingCheck } from '../../judge/check.ts';
import { type Finding, notAvailable, verdictOf } from '../../judge/outcome.ts';
import { ANOTHER, type Asked, Asker, assertNotCanned, howItEnded } from './asking.ts';

/** Beside the good request's own: questions that any assistant can say something to. */
const OTHERS = [ANOTHER, 'What should I do first, and why?'];

interface Own {
  readonly subject: string;
  readonly asked: readonly Asked[];
}

function problemOf(one: Asked): string | undefined {
  if (one.text === undefined) return howItEnded(one);
  return one.text === one.question.trim() ? 'answered with the question itself' : undefined;
}

export const smoke = probingCheck({
  meta: {
    id: 'ai.smoke',
    title: 'The assistant answers',
    mode: 'active',
    severity: 'P0',
    why: 'A key that expired, a model that was taken away, an answer in another shape: nobody notices until somebody asks.',
    how: 'Three questions are asked through the operation that the target file names: the one of its sample and two that any assistant can say something to. Each must be answered with a 2xx and a text where `ai.answer` points, which is not the question itself. The same text to all three proves nothing, and one of the two may be refused with a 4xx.',
    mend: 'Ask the model in a scheduled check with the credentials of production, and alert on the first empty answer.',
    sources: ['https://sre.google/sre-book/monitoring-distributed-systems/', 'NIST AI 600-1 (2024), MS-2.5'],
  },
  needs: ['document', 'walk'],
  probe: async (lab): Promise<Own> => {
    const asker = await Asker.of(lab);
    const asked: Asked[] = [];
    for (const question of [asker.plain, ...OTHERS]) asked.push(await asker.ask(question));
    return { subject: asker.subject, asked };
  },
  judge: (_, { subject, asked }) => {
    // What is refused may be none of its business; its own question is.
    const unlimited = asked.filter(({ exchange: { answer } }, place) => answer?.status !== 429 && (place === 0 || answer === undefined || answer.status < 400 || answer.status >= 500));
    if (unlimited.length === 0) return notAvailable(`${subject} is rate limited: all questions were answered 429.`);
    const findings = unlimited.flatMap((one): readonly Finding[] => {
      const problem = problemOf(one);
      return problem === undefined ? [] : [{ subject, problem: `“${one.question.slice(0, 60)}” ${problem}`, exchange: one.exchange.id }];
    });
    if (findings.length === 0) assertNotCanned(subject, unlimited);
    return verdictOf({ count: unlimited.length, of: 'questions' }, unlimited.map((one) => ({ text: `“${one.question.slice(0, 60)}” ${howItEnded(one)}`, exchange: one.exchange.id })), findings);
  },
});
