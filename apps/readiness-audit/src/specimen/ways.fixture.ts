import { type Feature, Refusal } from './route.fixture.ts';

/** Whether an address is one that the outside may name. */
const isOutside = (address: string): boolean => /^https:\/\/[\w-]+(?:\.[\w-]+)*\.(?:example|org)\//.test(address);

/** What leads on to other addresses: a redirection, a picture that is fetched, a cookie. */
export const ways: Feature = {
  feature: 'ways',
  routes: ({ has }) => [
    {
      id: 'ways.go', method: 'GET', path: '/go', isPublic: true, query: { next: { type: 'string', default: '/me' } }, answer: { status: 302 }, refusals: [400],
      handle: ({ query }) => {
        const next = query.get('next') ?? '/me';
        if (!has('redirect') && !/^\/[\w-]+$/.test(next)) throw new Refusal(400, 'VALIDATION_FAILED', 'Correct the fields named in errors.', {}, [{ pointer: '/next' }]);
        return { status: 302, headers: { Location: next } };
      },
    },
    {
      id: 'ways.picture', method: 'POST', path: '/pictures', body: { required: ['pictureUrl'], properties: { pictureUrl: { type: 'string', format: 'uri', maxLength: 200 } } }, answer: { status: 202 },
      handle: async ({ body }) => {
        const address = String(body['pictureUrl']);
        if (has('ssrf')) await fetch(address, { signal: AbortSignal.timeout(1_000) }).catch(() => undefined);
        else if (!isOutside(address)) throw new Refusal(400, 'VALIDATION_FAILED', 'Correct the fields named in errors.', {}, [{ pointer: '/pictureUrl' }]);
        return { status: 202 };
      },
    },
    {
      id: 'ways.enter', method: 'POST', path: '/enter', isPublic: true, answer: { status: 204 },
      handle: () => ({ status: 204, headers: { 'Set-Cookie': has('cookies') ? 'session=4711; Path=/' : 'session=4711; Path=/; HttpOnly; SameSite=Strict' } }),
    },
  ],
};
