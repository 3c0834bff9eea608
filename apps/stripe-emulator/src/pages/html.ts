/** Text for HTML: nothing in it is markup. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

export const HTML = 'text/html; charset=utf-8';
/** Nothing is kept, run or told to others. */
export const HEADERS = { 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'", 'referrer-policy': 'no-referrer' } as const;

/** A page of the emulator's. */
export function page(title: string, body: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; }
body { font: 1rem/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
body.narrow { max-width: 26rem; }
button { font: inherit; padding: .6rem 1rem; margin-right: .5rem; border: 1px solid; border-radius: .4rem; cursor: pointer; }
button.go { background: #1a56db; border-color: #1a56db; color: #fff; }
button:focus-visible, a:focus-visible { outline: 3px solid #f59e0b; outline-offset: 2px; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .25rem .75rem .25rem 0; border-bottom: 1px solid #8884; vertical-align: top; }
td.number { text-align: right; }
code { font-size: .9em; }
.note { border-left: .25rem solid #f59e0b; padding-left: .75rem; }
</style>
</head>
${body}
</html>
`;
}
