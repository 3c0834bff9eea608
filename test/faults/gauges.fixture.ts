/** What the service counts of itself; the request that asks is one in flight. */
export interface Gauges {
  readonly inFlight: number;
  /** Promises that were rejected and that nobody handled. */
  readonly rejections: number;
}

/** Reads them from /metrics. */
export async function gauges(url: string): Promise<Gauges> {
  const text = await (await fetch(`${url}/metrics`)).text();
  return { inFlight: valueOf(text, 'http_server_requests_in_flight'), rejections: valueOf(text, 'process_unhandled_rejections_total') };
}

/** @throws Error when there is no such metric: a name that has changed must not pass for a zero. */
export function valueOf(text: string, name: string): number {
  const line = text.split('\n').find((one) => one.startsWith(`${name} `));
  if (line === undefined) throw new Error(`There is no metric ${name}.`);
  return Number(line.slice(name.length + 1));
}
