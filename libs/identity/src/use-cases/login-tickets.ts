/** Makes and reads what stands for a right password while the second factor is awaited. */
export abstract class LoginTickets {
  abstract issue(): { readonly ticket: string; readonly hash: string };

  abstract hashOf(ticket: string): string;

  /** A mark that changes with the password and tells nothing of it. @param passwordHash as stored. */
  abstract passwordMark(passwordHash: string): string;
}
