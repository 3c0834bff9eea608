const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Characters that XML 1.0 section 2.2 has no way to write, lone surrogates among them. HTML would show nothing of them either. */
const UNWRITABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu;

/** Characters that turn the direction of all that follows, and so make a text read other than it is. Unicode Technical Report 36, section 2.8. */
const TURNING = /[\u{202A}-\u{202E}\u{2066}-\u{2069}]/gu;

/** A text as the content of an element or as a quoted attribute, in HTML and in XML. What a service answers is anybody's text. */
export function escaped(text: string): string {
  return text.replace(UNWRITABLE, '\u{FFFD}').replace(TURNING, '\u{FFFD}').replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** A sentence in HTML, with what stands between backticks as code. */
export const sentenceInHtml = (text: string): string => escaped(text).replace(/`([^`\n]+)`/g, '<code>$1</code>');

/** A text as one line that moves no cursor and changes no colour: terminals obey control characters, also those of a service's answer. */
export function plain(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{FFFD}');
}

/** As `plain`, of a text whose lines and columns are to be seen as they are. */
export function plainLines(text: string): string {
  return text.replace(/\r\n?/g, '\n').replace(/(?![\n\t])[\p{Cc}\p{Cf}\p{Cs}]/gu, '\u{FFFD}');
}
