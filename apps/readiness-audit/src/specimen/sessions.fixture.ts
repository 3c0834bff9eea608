import { randomUUID } from 'node:crypto';
import { collection, type Feature, Refusal, type State } from './route.fixture.ts';

/** A session is a family of refresh tokens, of which the last one is good. */
interface Session {
  readonly email: string;
  readonly current: string;
  readonly isOver: boolean;
}

const sessionsOf = (state: State): Map<string, Session> => collection<Session>(state, 'sessions');
const token = (id: string): string => `${id}.${randomUUID()}`;

/** @returns the id of a new session, and its first refresh token. */
export function openSession(state: State, email: string): { readonly id: string; readonly refreshToken: string } {
  const id = randomUUID();
  const refreshToken = token(id);
  sessionsOf(state).set(id, { email, current: refreshToken, isOver: false });
  return { id, refreshToken };
}

/** Whether the session of a token was ended. */
export const isOver = (state: State, id: string): boolean => sessionsOf(state).get(id)?.isOver === true && !state.has('revoke');

function end(state: State, id: string): void {
  const session = sessionsOf(state).get(id);
  if (session !== undefined) sessionsOf(state).set(id, { ...session, isOver: true });
}

function rotated(state: State, shown: string): { readonly id: string; readonly email: string; readonly refreshToken: string } {
  const [id = ''] = shown.split('.');
  const session = sessionsOf(state).get(id);
  if (session === undefined || session.isOver) throw new Refusal(401, 'SESSION_OVER', 'Log in first.');
  if (session.current !== shown && !state.has('refresh-reuse')) {
    if (!state.has('refresh-family')) end(state, id);
    throw new Refusal(401, 'SESSION_OVER', 'Log in first.');
  }
  const refreshToken = token(id);
  sessionsOf(state).set(id, { ...session, current: refreshToken });
  return { id, email: session.email, refreshToken };
}

/** @param issue makes an access token */
export const sessions = (issue: (email: string, session: string) => string): Feature => ({
  feature: 'sessions',
  routes: (state) => [
    {
      id: 'sessions.refresh', method: 'POST', path: '/refresh', isPublic: true,
      body: { required: ['refreshToken'], properties: { refreshToken: { type: 'string', minLength: 1, maxLength: 200 } } },
      answer: { status: 200, schema: { type: 'object', required: ['token', 'refreshToken'], properties: { token: { type: 'string' }, refreshToken: { type: 'string' } } } },
      refusals: [401],
      handle: ({ body }) => {
        const { id, email, refreshToken } = rotated(state, String(body['refreshToken']));
        return { status: 200, json: { token: issue(email, id), refreshToken } };
      },
    },
    {
      id: 'sessions.logout', method: 'POST', path: '/logout', answer: { status: 204 },
      handle: ({ session }) => {
        end(state, session ?? '');
        return { status: 204 };
      },
    },
  ],
});
