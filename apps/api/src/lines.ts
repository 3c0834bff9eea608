/**
 * The lines of a text that comes in pieces, without their ends. Only a line feed ends a line: node's readline also splits at U+2028,
 * which JSON allows within a string.
 */
export async function* linesOf(pieces: AsyncIterable<unknown>): AsyncGenerator<string> {
  let rest = '';
  for await (const piece of pieces) {
    const lines = (rest + String(piece)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}
