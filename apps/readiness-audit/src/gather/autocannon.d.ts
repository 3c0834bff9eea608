/** As much of autocannon as the audit uses; it brings no types of its own. */
declare module 'autocannon' {
  interface Options {
    readonly url: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, string>>;
    readonly connections: number;
    /** In seconds. */
    readonly duration: number;
    /** In seconds. */
    readonly timeout: number;
    /** Ms between two looks at whether it is time to stop. */
    readonly sampleInt: number;
    /** Requests a second over all connections. */
    readonly overallRate: number;
    /** Errors of connections until it gives up. */
    readonly bailout: number;
  }

  interface Instance {
    on(event: 'response', listener: (client: unknown, status: number, bytes: number, ms: number) => void): this;
    on(event: 'reqError', listener: (error: Error) => void): this;
    stop(): void;
  }

  function autocannon(options: Options, done: (error: Error | null) => void): Instance;

  export = autocannon;
}
