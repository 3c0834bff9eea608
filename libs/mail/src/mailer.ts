/** A mail as a library asks for it. Its text is secret: it may hold a link that opens an account. */
export interface Mail {
  /**
   * Made of the event that it is about (`<event id>:verify`): a mail of one id is sent once, however often it is asked for. 1..200
   * characters of `A-Z a-z 0-9 _ : . -`.
   */
  readonly id: string;
  /** One address, without a display name. */
  readonly to: string;
  /** One line of at most 150 characters, without personal values: a phone shows it on its locked screen. */
  readonly subject: string;
  /** 1..20 paragraphs, plain text: the layout makes text and HTML of them, escaped. */
  readonly paragraphs: readonly string[];
  /** One button. Shown as a bare address in the text part. `url` is http or https. */
  readonly action?: { readonly label: string; readonly url: string };
  /** Not worth sending after that: a link that has expired. */
  readonly expiresAt?: Date;
}

/** Where mails are handed in. */
export abstract class Mailer {
  /**
   * Stores a mail to be sent; resolves once it is stored. A mail whose id was handed in before is not stored again, whatever it says.
   * @throws Problem DEPENDENCY_DOWN; Hopeless (of @plumbline/jobs) when the mail is malformed, naming the member and not its value.
   */
  abstract queue(mail: Mail): Promise<void>;
}
