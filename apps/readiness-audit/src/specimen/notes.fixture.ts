import type { Feature } from './route.fixture.ts';

const text = { type: 'string', minLength: 1, maxLength: 200 };
const ANSWER = { status: 200, schema: { type: 'object', required: ['title'], properties: { title: text, text } } };

/** What may be sent as JSON or as a form, and what will be gone one day. */
export const notes: Feature = {
  feature: 'notes',
  routes: () => [
    { id: 'notes.preview', method: 'POST', path: '/notes/preview', isPublic: true, body: { required: ['title'], properties: { title: text, text }, example: { title: 'a note', text: 'in few words' }, orForm: true }, answer: ANSWER, handle: ({ body: { title, text: words } }) => ({ status: 200, json: { title, text: words } }) },
    { id: 'notes.latest', method: 'GET', path: '/notes/latest', isPublic: true, sunset: '2030-01-01', answer: ANSWER, handle: () => ({ status: 200, headers: { Sunset: 'Tue, 01 Jan 2030 00:00:00 GMT', Deprecation: '@1735689600' }, json: { title: 'the last of its kind' } }) },
  ],
};
