import { readingCheck } from '../../judge/check.ts';
import { verdictOf } from '../../judge/outcome.ts';

export const secrets = readingCheck({
  meta: {
    id: 'delivery.secrets',
    title: 'No secret lies in the repository',
    mode: 'passive',
    severity: 'P0',
    why: 'Whoever may read the sources, now or in ten years, holds the key; git keeps it after it was deleted, and every clone has it.',
    how: 'All texts that git tracks (without git, all that lie there but installed and built ones) are searched for secrets in the shapes that providers give them: private keys, keys of AWS, Google, Stripe, GitHub, GitLab, Slack, npm, SendGrid, OpenAI and Anthropic, passwords in addresses of databases, and long random texts that are called password, secret or key. What reads like a word or says that it is a placeholder does not count, nor do tests, examples and lines marked `gitleaks:allow` or `pragma: allowlist secret`. Only what is there now is read, not the history.',
    mend: 'Revoke the secret first: it is known. Then take it out, hand it over by the environment or by a store of secrets, and clean the history.',
    sources: ['OWASP Secrets Management Cheat Sheet', 'CWE-798', 'OWASP Top 10 2021, A07'],
  },
  needs: ['repository'],
  judge: ({ repository }) => {
    const findings = repository.secrets.map(({ kind, file, line, masked }) => ({ subject: file, problem: `holds ${kind}: ${masked}`, file, line }));
    const unread = repository.unread.length === 0 ? [] : [{ text: `not read: ${repository.unread.length} large files, such as ${repository.unread[0] ?? ''}` }];
    return verdictOf({ count: repository.textsRead, of: 'texts' }, [{ text: `${repository.textsRead} of ${repository.files.length} files ${repository.isGit ? 'that git tracks ' : ''}are texts and were searched` }, ...unread], findings);
  },
});
