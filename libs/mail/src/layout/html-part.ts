import { escapeHtml } from './escape-html.js';
import { CLOSING, type MailContent } from './mail-content.js';

const BODY = 'margin:0;padding:24px 16px;font-family:system-ui,-apple-system,Segoe UI,Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.5';
const COLUMN = 'max-width:560px;margin:0 auto';
/** White on this blue has a contrast of 6.7 to 1 whatever the background (WCAG 2.2 asks 4.5). */
const BUTTON = 'display:inline-block;padding:12px 20px;border-radius:6px;background:#0b5cad;color:#ffffff;font-weight:600;text-decoration:none';
const SMALL = 'font-size:14px;overflow-wrap:anywhere';

function actionHtml({ label, url }: NonNullable<MailContent['action']>): string {
  const address = escapeHtml(url);
  return `<p style="margin:24px 0"><a href="${address}" style="${BUTTON}">${escapeHtml(label)}</a></p>
<p style="${SMALL}">If the button does not work, open this address:<br><a href="${address}">${address}</a></p>`;
}

/**
 * The HTML part. All styles are inline, nothing is loaded from elsewhere, nothing runs. Text and background have no colour of their own,
 * so that a reader in dark mode shows both in its own colours.
 */
export function htmlPart({ subject, paragraphs, action }: MailContent): string {
  const title = escapeHtml(subject);
  const text = paragraphs.map((paragraph) => `<p>${escapeHtml(paragraph)}</p>`).join('\n');
  return `<!doctype html>
<html lang="en" dir="ltr" style="color-scheme:light dark">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<title>${title}</title>
</head>
<body style="${BODY}">
<div role="article" aria-label="${title}" lang="en" dir="ltr" style="${COLUMN}">
${text}
${action === undefined ? '' : `${actionHtml(action)}\n`}<hr style="border:0;border-top:1px solid;opacity:0.3;margin:24px 0">
<p style="${SMALL}">${CLOSING}</p>
</div>
</body>
</html>
`;
}
