import { Email, OneOf } from '@plumbline/common';

export class DevMailsQuery {
  @Email({ optional: true, description: 'Only mails to this address.' }) to?: string;
  @OneOf(['html', 'json'], { optional: true, description: 'What is answered; by the Accept header unless told.' }) format?: 'html' | 'json';
}
