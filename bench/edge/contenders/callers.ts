import { readFileSync } from 'node:fs';
import { type Principal, type Role, roleBits } from '@plumbline/common';
import type { FastifyInstance } from 'fastify';

export function principalOf(userId: string, sessionId: string): Principal {
  const roles: readonly Role[] = ['client'];
  return { userId, credential: { kind: 'session', sessionId, steppedUpAt: undefined }, roles, roleBits: roleBits(roles) };
}

/**
 * Bare servers do not authenticate, but the data layer must know for whom it reads: a look-up of the header in a table made at start.
 * @param file JSON: a list of `{ authorization, userId, sessionId }`.
 */
export function believeCallers(instance: FastifyInstance, file: string): void {
  const callers = JSON.parse(readFileSync(file, 'utf8')) as { readonly authorization: string; readonly userId: string; readonly sessionId: string }[];
  const known = new Map(callers.map(({ authorization, userId, sessionId }) => [authorization, principalOf(userId, sessionId)]));
  instance.decorateRequest('principal', null);
  instance.addHook('onRequest', (request, _reply, done) => {
    request.principal = known.get(request.headers.authorization ?? '') ?? null;
    done();
  });
}
