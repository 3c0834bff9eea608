import type { Scenes } from '../../specimen/scene.fixture.ts';

const ASSISTANT = { with: ['assistant'], target: { ai: { ask: 'assistant.ask', question: '/question', answer: '/answer', sources: '/sources' } } };

export const AI_SCENES: Readonly<Record<string, Scenes>> = {
  'ai.smoke': { passes: ASSISTANT, fails: { ...ASSISTANT, defects: ['ai-smoke'] }, silent: { as: 'not-applicable' } },
  'ai.quota': { passes: ASSISTANT, fails: { ...ASSISTANT, defects: ['ai-quota'] }, silent: { as: 'not-applicable' } },
  'ai.injection': { passes: ASSISTANT, fails: { ...ASSISTANT, defects: ['ai-injection'] }, silent: { with: ['assistant'], as: 'not-available' } },
  'ai.grounding': { passes: ASSISTANT, fails: { ...ASSISTANT, defects: ['ai-grounding'] }, silent: { with: ['assistant'], target: { ai: { ask: 'assistant.ask', question: '/question', answer: '/answer' } }, as: 'not-available' } },
};
