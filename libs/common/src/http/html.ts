/** Text that is HTML already, and goes into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function put(value: string | number | Html): string {
  return value instanceof Html ? value.text : String(value).replaceAll(/[&<>"']/g, (character) => ESCAPES[character] as string);
}

/** HTML with values put in: each is escaped, unless it is `Html`. */
export function html(parts: TemplateStringsArray, ...values: readonly (string | number | Html)[]): Html {
  return new Html(parts.reduce((text, part, place) => text + put(values[place - 1] as string) + part));
}
