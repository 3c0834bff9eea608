/** A failure on demand. */
export interface Fault {
  /** `POST`, or `*`. */
  readonly method: string;
  /** A path in which `*` stands for one part, and `**` at its end for the rest. */
  readonly path: string;
  /** Matching requests that go by before the first that fails. */
  readonly skip: number;
  readonly action: 'drop' | 'error' | 'reset' | 'slow';
  /** Of `slow`: milliseconds before the execution. */
  readonly ms: number;
  /** Of `error`: the status, 429 or 500 and up. */
  readonly status: number;
  /** Of `error` 500: whether the request is executed although it is answered so. */
  readonly executed: boolean;
  /** How many requests it strikes. */
  readonly times: number;
}

export interface ArmedFault {
  readonly match: { readonly method: string; readonly path: string; readonly nth: number };
  readonly action: Fault['action'];
  readonly times: number;
  readonly struck: number;
}

interface Armed { readonly fault: Fault; readonly pattern: RegExp; seen: number; struck: number }

/** Faults that wait for their requests. */
export class Faults {
  #armed: Armed[] = [];

  /** What was asked for, in the words in which it was, and how many requests it has struck. */
  get armed(): readonly ArmedFault[] {
    return this.#armed.map(({ fault: { method, path, skip, action, ms, status, executed, times }, struck }) => ({
      match: { method, path, nth: skip + 1 }, action, ...(action === 'slow' && { ms }), ...(action === 'error' && { status, executed }), times, struck,
    }));
  }

  add(faults: readonly Fault[]): void {
    for (const fault of faults) this.#armed.push({ fault, pattern: patternOf(fault.path), seen: 0, struck: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  /** The fault that strikes this request: the first that matches it. */
  strike(method: string, pathname: string): Fault | undefined {
    for (const armed of this.#armed) {
      const { fault, pattern } = armed;
      if ((fault.method !== '*' && fault.method !== method) || !pattern.test(pathname) || armed.struck >= fault.times) continue;
      armed.seen += 1;
      if (armed.seen <= fault.skip) continue;
      armed.struck += 1;
      return fault;
    }
    return undefined;
  }
}

function patternOf(path: string): RegExp {
  const parts = path.split('/').map((part) => (part === '**' ? '.*' : part.replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`).replaceAll('*', '[^/]*')));
  return new RegExp(`^${parts.join('/')}$`);
}
