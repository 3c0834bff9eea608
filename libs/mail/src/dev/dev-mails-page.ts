import { escapeHtml } from '../layout/escape-html.js';
import type { MailContent } from '../layout/mail-content.js';

/** A kept mail as the page shows it. */
export interface ShownMail {
  readonly to: string;
  readonly at: Date;
  readonly content: MailContent;
}

/** No script at all, nothing from elsewhere; the form asks this page. */
export const PAGE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const STYLE = `:root{color-scheme:light dark}body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}
details{border-top:1px solid;padding:.6rem 0}summary{cursor:pointer}summary b{display:block}small{opacity:.75}
article{padding:.2rem 1rem;overflow-wrap:anywhere}input{font:inherit;width:20rem;max-width:100%}`;

function mailHtml({ to, at, content: { subject, paragraphs, action } }: ShownMail, isOpen: boolean): string {
  const text = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('');
  const url = action === undefined ? '' : escapeHtml(action.url);
  const link = action === undefined ? '' : `<p><a href="${url}" rel="noreferrer">${escapeHtml(action.label)}</a><br><small>${url}</small></p>`;
  return `<details${isOpen ? ' open' : ''}><summary><b>${escapeHtml(subject)}</b><small>to ${escapeHtml(to)}, ${at.toISOString()}</small></summary><article>${text}${link}</article></details>`;
}

/**
 * The page at /dev/mails.
 * @param mails newest first; the first one is open.
 * @param to what the list was asked for.
 */
export function devMailsPage(mails: readonly ShownMail[], to: string | undefined): string {
  const list = mails.length === 0 ? '<p>There is none yet.</p>' : mails.map((mail, index) => mailHtml(mail, index === 0)).join('\n');
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Mails</title><style>${STYLE}</style></head>
<body><h1>Mails</h1>
<p>No mail leaves this machine: SMTP_URL is not set. The newest 100 are here.</p>
<form><label>To <input type="email" name="to" required value="${escapeHtml(to ?? '')}"></label> <button>Show</button> <a href="?">Show all</a></form>
${list}
</body></html>
`;
}
