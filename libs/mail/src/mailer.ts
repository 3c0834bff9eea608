/** A mail as a library asks for it. Its text is secret: it may hold a link that opens an account. */
export interface Mail {
  /** Made of the event that it is about (`<event id>:verify`): a mail of one id is sent once, however often it is asked for. */
  readonly id: string;
  readonly to: string;
  /** One line, without personal values. */
  readonly subject: string;
  /** Paragraphs, plain text: the layout makes text and HTML of them, escaped. */
  readonly paragraphs: readonly string[];
  /** One button. Shown as a bare address in the text part. */
  readonly action?: { readonly label: string; readonly url: string };
  /** Not worth sending after that: a link that has expired. */
  readonly expiresAt?: Date;
}

/** Where mails are handed in. */
export abstract class Mailer {
  /**
   * Stores a mail to be sent; resolves once it is stored.
   * @throws Problem DEPENDENCY_DOWN.
   */
  abstract queue(mail: Mail): Promise<void>;
}
