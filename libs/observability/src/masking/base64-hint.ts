/** The shortest thing worth hiding, `a@b.co`, has six characters. */
const SHORTEST = 6;

/** 0..63 by character code; base64 and base64url. */
const VALUES = new Uint8Array(128);
for (const [value, character] of [...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'].entries()) VALUES[character.charCodeAt(0)] = value;
for (const [character, value] of [['+', 62], ['-', 62], ['/', 63], ['_', 63]] as const) VALUES[character.charCodeAt(0)] = value;

/**
 * Whether base64 that begins at character `start` holds six printable characters in a row.
 * Every word of a log line is a run that could be base64; most decode to noise, and this tells so without making a string.
 */
function printableFrom(run: string, start: number): boolean {
  let bits = 0;
  let held = 0;
  let row = 0;
  for (let i = start; i < run.length; i += 1) {
    bits = ((bits << 6) | (VALUES[run.charCodeAt(i) & 127] as number)) & 0xffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    const byte = (bits >> held) & 0xff;
    row = byte >= 0x20 && byte < 0x7f ? row + 1 : 0;
    if (row === SHORTEST) return true;
  }
  return false;
}

/** Whether a run of base64 may hide text, wherever in it that text's own base64 begins. */
export function mayHideText(run: string): boolean {
  return printableFrom(run, 0) || printableFrom(run, 1) || printableFrom(run, 2) || printableFrom(run, 3);
}
