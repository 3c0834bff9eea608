import { mongo } from 'mongoose';

/** First byte of the plain text: how the rest is read. */
const TEXT = 0;
const BSON = 1;

/** A value as bytes: a text as UTF-8, anything else as BSON, so that dates and numbers come back as such. */
export function toBytes(value: unknown): Buffer {
  if (typeof value !== 'string') return Buffer.concat([Buffer.from([BSON]), mongo.BSON.serialize({ value })]);
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(value, 'utf8'));
  bytes[0] = TEXT;
  bytes.write(value, 1, 'utf8');
  return bytes;
}

/** The value that `toBytes` was given. */
export function fromBytes(bytes: Buffer): unknown {
  if (bytes[0] === TEXT) return bytes.toString('utf8', 1);
  return (mongo.BSON.deserialize(bytes.subarray(1)) as { value: unknown }).value;
}
