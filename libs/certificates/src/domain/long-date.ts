const FORMAT = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'UTC' });

/** `14 March 2026`, in UTC. */
export function longDate(at: Date): string {
  return FORMAT.format(at);
}
