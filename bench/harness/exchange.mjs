const HEADER_END = Buffer.from('\r\n\r\n');

/** Requests and answers on one connection, one after the other. It reads no more of an answer than where it ends and how it went. */
export class Exchange {
  /** @type {(status: number, since: number) => void} */
  onAnswer = () => {};
  /** @type {(error: Error) => void} */
  onError = () => {};
  /** The first answer that was no success. */
  failure = '';
  #socket;
  #since = 0;
  #pending = Buffer.alloc(0);

  /** @param {import('node:net').Socket} socket */
  constructor(socket) {
    this.#socket = socket;
    socket.removeAllListeners('error');
    socket.on('error', (error) => this.onError(error));
    socket.on('close', () => this.onError(new Error('The server closed a connection.')));
    socket.on('data', (chunk) => this.#take(chunk));
  }

  /**
   * @param {string} bytes latin1
   * @param {number} since what its latency counts from
   */
  send(bytes, since) {
    this.#since = since;
    this.#socket.write(bytes, 'latin1');
  }

  close() {
    this.onError = () => {};
    this.#socket.destroy();
  }

  /** @param {Buffer} chunk */
  #take(chunk) {
    const bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    const end = bytes.indexOf(HEADER_END);
    const total = end === -1 ? Infinity : end + 4 + contentLength(bytes.latin1Slice(0, end + 2));
    if (bytes.length < total) {
      this.#pending = bytes;
      return;
    }
    this.#pending = bytes.subarray(total);
    const status = Number(bytes.latin1Slice(9, 12));
    if (status > 299 && this.failure === '') this.failure = bytes.latin1Slice(0, Math.min(bytes.length, 2_000));
    this.onAnswer(status, this.#since);
  }
}

const LENGTH = /\r\nContent-Length: *(\d+)\r\n/i;

/** @param {string} head */
function contentLength(head) {
  const match = LENGTH.exec(head);
  if (match === null) throw new Error(`The generator reads answers with a Content-Length only: ${head}`);
  return Number(match[1]);
}
