/** Something cannot be found out, and why: the check that needs it is `not-available`. */
export class Unavailable extends Error {}

/** There is nothing that the check is about, and how that was seen: it is `not-applicable`. */
export class Inapplicable extends Error {}
