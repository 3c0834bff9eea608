import { readingCheck } from '../../judge/check.ts';
import { notAvailable, verdictOf } from '../../judge/outcome.ts';

export const secrets = readingCheck({
  meta: {
    id: 'logs.secrets',
    title: 'The log holds no keys',
    mode: 'passive',
    severity: 'P0',
    why: 'A key in a log is a key that everybody has who may read logs, and every system to which they are shipped.',
    how: 'All lines that were written while the audit ran are searched for secrets in the shapes that providers give them (private keys, keys of AWS, Google, Stripe, GitHub, Slack and others), for passwords in addresses and for long random texts that are called a secret or a key. Tokens and passwords of whoever asked are a matter of logs.pii. Masked values do not count.',
    mend: 'Let the logger redact authorization, cookies, passwords and keys by their paths, and never log configuration or whole requests. Revoke what was logged.',
    sources: ['OWASP Logging Cheat Sheet, "Data to exclude"', 'CWE-532', 'CWE-798'],
  },
  needs: ['logs'],
  judge: ({ logs: { lines, file, more, isCut } }) => {
    const found = lines.flatMap(({ keys = [] }) => keys);
    const kinds = [...new Set(found.map(({ kind }) => kind))];
    const findings = kinds.map((kind) => {
      const these = found.filter((one) => one.kind === kind);
      return { subject: kind, problem: `stands in the log ${these.length} times, first ${these[0]?.masked ?? ''}`, file };
    });
    if (findings.length === 0 && isCut) return notAvailable(`So much was logged that not all of it was searched: of ${lines.length + more} lines none holds one.`);
    return verdictOf({ count: lines.length + more, of: 'lines of the log' }, [{ text: `${lines.length + more} lines were searched`, file }], findings);
  },
});
