/** What an odd request is answered with, by both edges. */
export interface OddRequest {
  readonly name: string;
  readonly bytes: string | Buffer;
  readonly verdict: string;
  readonly halfClose?: true;
}

export interface OddContext {
  readonly token: string;
  readonly assessmentId: string;
}

const LOGIN = '/api/v1/auth/login';
const crlf = (lines: readonly string[], body = ''): string => `${lines.join('\r\n')}\r\n\r\n${body}`;

function get(path: string, ...headers: string[]): string {
  return crlf([`GET ${path} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...headers]);
}

function post(body: string | Buffer, type = 'application/json', ...headers: string[]): Buffer {
  const content = Buffer.from(body);
  return Buffer.concat([Buffer.from(crlf([`POST ${LOGIN} HTTP/1.1`, 'Host: localhost', 'Connection: close', ...(type === '' ? [] : [`Content-Type: ${type}`]), `Content-Length: ${content.length}`, ...headers])), content]);
}

const credentials = '{"email":"nobody@example.org","password":"not the password"}';
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

const METHODS: readonly OddRequest[] = [
  { name: 'TRACE', bytes: crlf(['TRACE /health HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '405 METHOD_NOT_ALLOWED' },
  { name: 'TRACE of nothing', bytes: crlf(['TRACE /nowhere HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '404 NOT_FOUND' },
  { name: 'CONNECT', bytes: crlf(['CONNECT localhost:443 HTTP/1.1', 'Host: localhost:443', 'Connection: close']), verdict: '400 MALFORMED_REQUEST' },
  { name: 'an unknown verb', bytes: crlf(['BREW /health HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '400 MALFORMED_REQUEST' },
  { name: 'a verb in small letters', bytes: crlf(['get /health HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '400 MALFORMED_REQUEST' },
  { name: 'a WebDAV verb', bytes: crlf(['PROPFIND /health HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '405 METHOD_NOT_ALLOWED' },
  { name: 'a WebDAV verb for a path with a parameter', bytes: crlf(['LOCK /problems/not-found HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '405 METHOD_NOT_ALLOWED' },
  { name: 'a WebDAV verb of nothing', bytes: crlf(['PROPFIND /nowhere HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '404 NOT_FOUND' },
  { name: 'QUERY', bytes: crlf(['QUERY /api/v1/users?limit=1 HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '405 METHOD_NOT_ALLOWED' },
  { name: 'QUERY with a body', bytes: crlf(['QUERY /health HTTP/1.1', 'Host: localhost', 'Connection: close', 'Content-Type: application/json', 'Content-Length: 2'], '{}'), verdict: '405 METHOD_NOT_ALLOWED' },
  { name: 'QUERY of nothing', bytes: crlf(['QUERY /nowhere HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '404 NOT_FOUND' },
  { name: 'DELETE of a page', bytes: crlf(['DELETE / HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '405 METHOD_NOT_ALLOWED' },
  { name: 'OPTIONS', bytes: crlf(['OPTIONS /health HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '204' },
  { name: 'OPTIONS *', bytes: crlf(['OPTIONS * HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '204' },
  { name: 'HEAD', bytes: crlf(['HEAD /health HTTP/1.1', 'Host: localhost', 'Connection: close']), verdict: '200' },
];

const WIRE: readonly OddRequest[] = [
  { name: 'HTTP/1.0', bytes: 'GET /health HTTP/1.0\r\n\r\n', verdict: '200' },
  { name: 'HTTP/3.7', bytes: crlf(['GET /health HTTP/3.7', 'Host: localhost']), verdict: '400 MALFORMED_REQUEST' },
  { name: 'the HTTP/2 preface', bytes: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', verdict: '400 MALFORMED_REQUEST' },
  { name: 'a TLS hello', bytes: Buffer.from('1603010200010001fc0303', 'hex'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'no Host', bytes: crlf(['GET /health HTTP/1.1', 'Connection: close']), verdict: '400 MALFORMED_REQUEST' },
  { name: 'two Hosts', bytes: get('/health', 'Host: elsewhere'), verdict: '200' },
  { name: 'an absolute-form target', bytes: get('http://localhost/health'), verdict: '200' },
  { name: 'half a request, half closed', bytes: 'GET /health HTTP/1.1\r\nHost: loc', halfClose: true, verdict: '400 MALFORMED_REQUEST' },
  { name: 'a whole request, half closed', bytes: get('/health'), halfClose: true, verdict: '200' },
  { name: 'half a body, half closed', bytes: crlf([`POST ${LOGIN} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', 'Content-Length: 100'], '{"a"'), halfClose: true, verdict: '400 MALFORMED_REQUEST' },
  { name: 'two Content-Lengths', bytes: crlf([`POST ${LOGIN} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', 'Content-Length: 2', 'Content-Length: 3'], '{}'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'Content-Length and chunked', bytes: crlf([`POST ${LOGIN} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', 'Content-Length: 2', 'Transfer-Encoding: chunked'], '2\r\n{}\r\n0\r\n\r\n'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'a negative Content-Length', bytes: crlf([`POST ${LOGIN} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', 'Content-Length: -1']), verdict: '400 MALFORMED_REQUEST' },
  { name: 'a chunk that is garbage', bytes: crlf([`POST ${LOGIN} HTTP/1.1`, 'Host: localhost', 'Connection: close', 'Content-Type: application/json', 'Transfer-Encoding: chunked'], 'zz\r\n{}\r\n0\r\n\r\n'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'an unknown transfer coding', bytes: crlf([`POST ${LOGIN} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json', 'Transfer-Encoding: gzip'], '{}'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'headers beyond 16 KiB', bytes: get('/health', `X-Filler: ${'x'.repeat(20_000)}`), verdict: '431 HEADERS_TOO_LARGE' },
  { name: 'too many cookies', bytes: get('/health', `Cookie: ${'a=b; '.repeat(4_000)}`), verdict: '431 HEADERS_TOO_LARGE' },
  { name: 'a header with a NUL', bytes: get('/health', 'X-Odd: a\u0000b'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'a header name with a blank', bytes: get('/health', 'X Odd: 1'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'bare line feeds', bytes: 'GET /health HTTP/1.1\nHost: localhost\n\n', verdict: '400 MALFORMED_REQUEST' },
  { name: 'an expectation that nobody knows', bytes: post(credentials, 'application/json', 'Expect: miracles'), verdict: '401 INVALID_CREDENTIALS' },
];

const TARGETS: readonly OddRequest[] = [
  { name: 'a broken escape', bytes: get('/api/v1/users/%zz'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'an escape of invalid UTF-8', bytes: get('/problems/%ff'), verdict: '400 MALFORMED_REQUEST' },
  { name: 'an escaped NUL', bytes: get('/problems/a%00b'), verdict: '400 VALIDATION_FAILED' },
  { name: 'an over-long parameter', bytes: get(`/problems/${'a'.repeat(200)}`), verdict: '414 URI_TOO_LONG' },
  { name: 'climbing out', bytes: get('/problems/..%2f..%2fetc%2fpasswd'), verdict: '400 VALIDATION_FAILED' },
  { name: 'climbing out of the docs', bytes: get('/docs/..%2f..%2fpackage.json'), verdict: '404 NOT_FOUND' },
  { name: 'braces in the path', bytes: get('/nowhere/{a}|"<b>'), verdict: '404 NOT_FOUND' },
  { name: 'two slashes', bytes: get('//health'), verdict: '404 NOT_FOUND' },
  { name: 'a slash at the end', bytes: get('/health/'), verdict: '404 NOT_FOUND' },
  { name: 'nowhere', bytes: get('/api/v1/nowhere'), verdict: '404 NOT_FOUND' },
  { name: 'a member of every object', bytes: get('/problems/__proto__'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a query of prototypes', bytes: get('/api/v1/assessments/catalogue?__proto__[a]=1'), verdict: '400 VALIDATION_FAILED' },
  { name: 'an operator in the query', bytes: get('/api/v1/assessments/catalogue?version[$gt]=0'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a parameter twice', bytes: get('/api/v1/assessments/catalogue?version=1&version=2'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a huge number', bytes: get('/api/v1/assessments/catalogue?version=1e309'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a number with blanks', bytes: get('/api/v1/assessments/catalogue?version=%201'), verdict: '400 VALIDATION_FAILED' },
];

const BODIES: readonly OddRequest[] = [
  { name: 'no body', bytes: post('', ''), verdict: '400 VALIDATION_FAILED' },
  { name: 'an empty JSON body', bytes: post(''), verdict: '400 MALFORMED_BODY' },
  { name: 'no media type', bytes: post(credentials, ''), verdict: '415 UNSUPPORTED_MEDIA_TYPE' },
  { name: 'a media type that is none', bytes: post(credentials, ';;;'), verdict: '415 UNSUPPORTED_MEDIA_TYPE' },
  { name: 'text', bytes: post(credentials, 'text/plain'), verdict: '415 UNSUPPORTED_MEDIA_TYPE' },
  { name: 'latin1', bytes: post(credentials, 'application/json; charset=latin1'), verdict: '415 UNSUPPORTED_MEDIA_TYPE' },
  { name: 'UTF-8 by name', bytes: post(credentials, 'Application/JSON; charset="UTF-8"'), verdict: '401 INVALID_CREDENTIALS' },
  { name: 'UTF-16', bytes: post(Buffer.from(credentials, 'utf16le')), verdict: '400 MALFORMED_BODY' },
  { name: 'a byte order mark', bytes: post(`\uFEFF${credentials}`), verdict: '401 INVALID_CREDENTIALS' },
  { name: 'invalid UTF-8', bytes: post(Buffer.concat([Buffer.from('{"email":"'), Buffer.from([0xff, 0xfe, 0xc0]), Buffer.from('","password":"x"}')])), verdict: '400 MALFORMED_BODY' },
  { name: 'gzip', bytes: post(Buffer.from('1f8b0800', 'hex'), 'application/json', 'Content-Encoding: gzip'), verdict: '415 UNSUPPORTED_MEDIA_TYPE' },
  { name: 'a number', bytes: post('42'), verdict: '400 VALIDATION_FAILED' },
  { name: 'null', bytes: post('null'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a list', bytes: post('[]'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a prototype', bytes: post('{"__proto__":{"admin":true},"email":"a@example.org","password":"x"}'), verdict: '400 MALFORMED_BODY' },
  { name: 'a constructor', bytes: post('{"constructor":{"prototype":{"a":1}},"email":"a@example.org","password":"x"}'), verdict: '400 MALFORMED_BODY' },
  { name: 'an operator', bytes: post('{"email":{"$gt":""},"password":{"$ne":null}}'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a list for a scalar', bytes: post('{"email":["a@example.org"],"password":"x"}'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a depth bomb', bytes: post(nested(50_000)), verdict: '400 VALIDATION_FAILED' },
  { name: 'a list bomb', bytes: post('['.repeat(100_000)), verdict: '400 MALFORMED_BODY' },
  { name: 'a million members', bytes: post(`{${Array.from({ length: 60_000 }, (_, i) => `"k${i}":1`).join()}}`), verdict: '400 VALIDATION_FAILED' },
  { name: 'a number out of range', bytes: post('{"email":1e400,"password":"x"}'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a lone surrogate', bytes: post('{"email":"\\ud800@example.org","password":"x"}'), verdict: '400 MALFORMED_BODY' },
  { name: 'a NUL in a field', bytes: post('{"email":"a@example.org","password":"a\\u0000b"}'), verdict: '400 VALIDATION_FAILED' },
  { name: 'a password beyond the limit', bytes: post(`{"email":"a@example.org","password":"${'x'.repeat(200)}"}`), verdict: '400 VALIDATION_FAILED' },
  { name: 'a form with a broken escape', bytes: post('email=%zz&password=x', 'application/x-www-form-urlencoded'), verdict: '400 MALFORMED_BODY' },
  { name: 'a form of prototypes', bytes: post('__proto__[admin]=1&email=a@example.org&password=x', 'application/x-www-form-urlencoded'), verdict: '400 MALFORMED_BODY' },
  { name: 'multipart without a boundary', bytes: post('--x\r\n\r\n', 'multipart/form-data'), verdict: '400 MALFORMED_BODY' },
  { name: 'multipart that never ends', bytes: post('--x\r\nContent-Disposition: form-data; name="email"\r\n\r\na@example.org', 'multipart/form-data; boundary=x'), verdict: '400 MALFORMED_BODY' },
  { name: 'multipart with a file', bytes: post('--x\r\nContent-Disposition: form-data; name="email"; filename="a.txt"\r\nContent-Type: text/plain\r\n\r\nhello\r\n--x--\r\n', 'multipart/form-data; boundary=x'), verdict: '400 VALIDATION_FAILED' },
];

function headers({ token, assessmentId }: OddContext): OddRequest[] {
  const bearer = `Authorization: Bearer ${token}`;
  const put = (...lines: string[]): string => crlf([`PUT /api/v1/assessments/${assessmentId}/responses HTTP/1.1`, 'Host: localhost', 'Connection: close', bearer, 'Content-Type: application/json', 'Content-Length: 66', ...lines], '{"tier":1,"responses":[{"statementId":"LEG-1-01","answer":"yes"}]}');
  return [
    { name: 'a malformed id', bytes: get('/api/v1/assessments/123', bearer), verdict: '400 VALIDATION_FAILED' },
    { name: 'an id of an object', bytes: get('/api/v1/assessments/%5Bobject%20Object%5D', bearer), verdict: '400 VALIDATION_FAILED' },
    { name: 'a cursor that is not base64url', bytes: get('/api/v1/assessments?cursor=%21%21', bearer), verdict: '400 VALIDATION_FAILED' },
    { name: 'a cursor that is not JSON', bytes: get('/api/v1/assessments?cursor=AAAA', bearer), verdict: '400 VALIDATION_FAILED' },
    { name: 'a cursor of the wrong kind', bytes: get(`/api/v1/assessments?cursor=${Buffer.from('[{"$gt":""}]').toString('base64url')}`, bearer), verdict: '400 VALIDATION_FAILED' },
    { name: 'a page of nothing', bytes: get('/api/v1/assessments?limit=0', bearer), verdict: '400 VALIDATION_FAILED' },
    { name: 'a page beyond the limit', bytes: get('/api/v1/assessments?limit=101', bearer), verdict: '400 VALIDATION_FAILED' },
    { name: 'no If-Match', bytes: put(), verdict: '428 PRECONDITION_REQUIRED' },
    { name: 'an If-Match without quotes', bytes: put('If-Match: 1'), verdict: '400 VALIDATION_FAILED' },
    { name: 'two tags in If-Match', bytes: put('If-Match: "1", "2"'), verdict: '400 VALIDATION_FAILED' },
    { name: 'a weak If-Match', bytes: put('If-Match: W/"1"'), verdict: '412 VERSION_MISMATCH' },
    { name: 'a stale If-Match', bytes: put('If-Match: "999999"'), verdict: '412 VERSION_MISMATCH' },
    { name: 'an If-Match of another maker', bytes: put('If-Match: "abc"'), verdict: '412 VERSION_MISMATCH' },
    { name: 'a token of another scheme', bytes: get('/api/v1/users/me', 'Authorization: Basic YTpi'), verdict: '401 UNAUTHENTICATED' },
    { name: 'a token that is none', bytes: get('/api/v1/users/me', 'Authorization: Bearer a.b.c'), verdict: '401 UNAUTHENTICATED' },
    { name: 'a token without a signature', bytes: get('/api/v1/users/me', `Authorization: Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`), verdict: '401 UNAUTHENTICATED' },
    { name: 'two tokens', bytes: get('/api/v1/users/me', bearer, 'Authorization: Bearer other'), verdict: '200' },
    { name: 'an over-long token', bytes: get('/api/v1/users/me', `Authorization: Bearer ${'x'.repeat(5000)}`), verdict: '401 UNAUTHENTICATED' },
    { name: 'a short Idempotency-Key', bytes: crlf(['POST /api/v1/businesses HTTP/1.1', 'Host: localhost', 'Connection: close', bearer, 'Idempotency-Key: short', 'Content-Type: application/json', 'Content-Length: 2'], '{}'), verdict: '400 VALIDATION_FAILED' },
  ];
}

/** Requests as they come from broken clients, scanners and attackers. */
export function oddRequests(context: OddContext): readonly OddRequest[] {
  return [...METHODS, ...WIRE, ...TARGETS, ...BODIES, ...headers(context)];
}
