/** Days before the end at which the firm is reminded, the earliest first. */
export const REMINDER_DAYS = [60, 30, 7] as const;
export type ReminderDays = (typeof REMINDER_DAYS)[number];

const DAY_MS = 86_400_000;

/** The certificates that are due for one reminder: they end after `after` and not later than `upTo`. */
export interface ReminderWindow {
  readonly days: ReminderDays;
  readonly after: Date;
  readonly upTo: Date;
}

/** The windows of all reminders at a moment. Each certificate lies in one at most, so that a reminder that was missed is not made up for after the next one. */
export function reminderWindows(now: Date): readonly ReminderWindow[] {
  const inDays = (days: number): Date => new Date(now.getTime() + days * DAY_MS);
  return REMINDER_DAYS.map((days, place) => ({ days, after: inDays(REMINDER_DAYS[place + 1] ?? 0), upTo: inDays(days) }));
}
