import type { Report } from './report.ts';

/** A report as it is kept, and as programs read it. */
export const jsonOf = (report: Report): string => `${JSON.stringify(report, null, 2)}\n`;
