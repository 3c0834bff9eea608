/** A part of a stream of bytes: of full size, or the last one. */
export interface Segment {
  /** Valid until the next one is asked for: its memory is used again. */
  readonly bytes: Buffer;
  readonly last: boolean;
}

/**
 * Cuts a stream into segments of one size, whatever the sizes in which it comes, in the memory of one segment.
 * @param size bytes of a segment, > 0; the last one has 1..size. A stream without bytes has none.
 */
export async function* segmentsOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Segment, void, undefined> {
  const segment = Buffer.allocUnsafeSlow(size);
  let filled = 0;
  for await (const chunk of source) {
    for (let from = 0; from < chunk.length; ) {
      // A full segment is handed on only when another byte shows that it is not the last.
      if (filled === size) {
        yield { bytes: segment, last: false };
        filled = 0;
      }
      const taken = Math.min(size - filled, chunk.length - from);
      segment.set(chunk.subarray(from, from + taken), filled);
      filled += taken;
      from += taken;
    }
  }
  if (filled > 0) yield { bytes: segment.subarray(0, filled), last: true };
}
