import { collection, type Feature, Refusal, type State } from './route.fixture.ts';

const QUOTA = 30;

/** Says something of the first words of a question; the orders in it are only words. */
function answerTo(question: string, has: State['has']): string {
  const [, one, other] = /the words (\w+) and (\w+), written as one word/.exec(question) ?? [];
  if (has('ai-injection') && one !== undefined && other !== undefined) return one + other;
  if (has('ai-smoke')) return '';
  return `Of “${question.split(/\s+/).slice(0, 6).join(' ')}” the guide says: begin with the first chapter.`;
}

/** An assistant that rests on a guide. */
export const assistant: Feature = {
  feature: 'assistant',
  routes: (state) => [{
    id: 'assistant.ask', method: 'POST', path: '/assistant/questions',
    body: { required: ['question'], properties: { question: { type: 'string', minLength: 1, maxLength: 2_000 } }, example: { question: 'How do I sell a lamp?' } },
    answer: { status: 200, schema: { type: 'object', required: ['answer', 'sources'], properties: { answer: { type: 'string' }, sources: { type: 'array', items: { type: 'string' } } } } },
    refusals: [429],
    handle: ({ body, who }) => {
      const asked = collection<number>(state, 'questions');
      const times = (asked.get(who?.email ?? '') ?? 0) + 1;
      if (times > QUOTA && !state.has('ai-quota')) throw new Refusal(429, 'QUOTA_SPENT', 'Ask again tomorrow.', { 'Retry-After': '86400' });
      asked.set(who?.email ?? '', times);
      return { status: 200, json: { answer: answerTo(String(body['question']), state.has), sources: state.has('ai-grounding') ? [] : ['guide/first-chapter'] } };
    },
  }],
};
