/** What a service tells of its inside, and what it is called. */
const LEAKS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['a stack of JavaScript', /\bat (?:[\w.<>[\] ]+ \()?(?:file:\/\/|node:|[A-Za-z]:\\|\/)[^\s()]+:\d+:\d+\)?/],
  ['a stack of Python', /Traceback \(most recent call last\)|File \\?"[^"]+\\?", line \d+, in /],
  ['a stack of Java', /\bat [\w.$]+\([\w$]+\.(?:java|kt|scala):\d+\)|java\.lang\.\w+Exception/],
  ['a stack of .NET', /\bat [\w.`]+\([^)]*\) in [^\s]+\.cs:line \d+|System\.\w+Exception:/],
  ['a stack of Go', /\bgoroutine \d+ \[\w+\]:/],
  ['a stack of PHP', /(?:Fatal error|Uncaught \w+): .+ in [^\s]+\.php|#\d+ [^\s]+\.php\(\d+\)/],
  ['a stack of Ruby', /\.rb:\d+:in [`']/],
  ['a path of its machine', /(?:\/(?:home|root|usr\/src|usr\/local|var\/www|srv|opt)\/[\w.-]+(?:\/[\w.-]+)*|\/app\/[\w./-]+)\.(?:[cm]?[jt]s|py|rb|php|go|java|cs)\b|node_modules\//],
  ['words of its database', /E11000 duplicate key|MongoServerError|MongoNetworkError|Cast to ObjectId failed|BSONError|SQLSTATE\[|syntax error at or near|ER_[A-Z]+_[A-Z]+:|ORA-\d{5}|SQLITE_[A-Z]+|PrismaClient\w*Error|SequelizeDatabaseError|QueryFailedError|duplicate key value violates|WRONGTYPE Operation/],
  ['an address of its inside', /\b(?:ECONNREFUSED|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND) [\w.:-]+/],
  ['a debugger', /Werkzeug Debugger|Whoops, looks like something went wrong|DEBUG = True|Django Version:/],
];

/**
 * What an answer tells that is nobody's business.
 * @param asked all that the caller sent: what merely comes back of it is no leak
 * @returns for people: `a stack of JavaScript: at parse (/srv/…`
 */
export function leakIn(body: string, asked: string): string | undefined {
  for (const [name, pattern] of LEAKS) {
    const [found] = pattern.exec(body) ?? [];
    if (found !== undefined && !asked.includes(found)) return `${name}: ${found.slice(0, 120)}`;
  }
  return undefined;
}
