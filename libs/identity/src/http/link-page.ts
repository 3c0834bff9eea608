const STYLE = 'body{font:1.1rem/1.6 system-ui,sans-serif;max-width:34rem;margin:4rem auto;padding:0 1rem;color:#1b2733;background:#fff}label{display:block;margin:1rem 0 .3rem}input,button{font:inherit;padding:.6rem .8rem;border-radius:.4rem}input{width:100%;box-sizing:border-box;border:1px solid #66707a}button{margin-top:1rem;border:0;background:#0b5cad;color:#fff}';

/** A page to which a link in a mail leads, until the web app has such pages. */
export interface LinkPage {
  readonly title: string;
  readonly text: string;
  readonly button: string;
  /** Path of the operation that takes the form. */
  readonly action: string;
  /** Whether a new password is asked for. */
  readonly asksPassword: boolean;
}

const PASSWORD_FIELD = '<label for="password">New password, at least 10 characters</label>\n<input id="password" name="password" type="password" autocomplete="new-password" minlength="10" maxlength="128" required>\n';

/**
 * The page's HTML. Opening it does nothing: scanners of mail open every link that they see, so it takes a button.
 * @param token of the link's form, checked before; undefined when the link was cut.
 */
export function linkPage({ title, text, button, action, asksPassword }: LinkPage, token: string | undefined): string {
  const form = `<p>${text}</p>
<form method="post" action="${action}">
<input type="hidden" name="token" value="${token}">
${asksPassword ? PASSWORD_FIELD : ''}<button type="submit">${button}</button>
</form>`;
  const cut = '<p>The link is not whole. Copy all of it from the mail into the address bar, or ask for a new one.</p>';
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex"><title>${title} - Plumbline</title>
<style>${STYLE}</style></head>
<body><main><h1>${title}</h1>
${token === undefined ? cut : form}
</main></body></html>
`;
}
