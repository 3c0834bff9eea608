/** What the service tells of itself in numbers. */
export interface Metrics {
  /** Path or address that was asked. */
  readonly place: string;
  /** Id of the exchange. */
  readonly exchange: string;
  /** Without its parameters. */
  readonly mediaType: string;
  /** Empty where something else was answered. */
  readonly families: readonly Family[];
  /** Why what was answered is no exposition. */
  readonly problem?: string;
}

/** What belongs together under one `# TYPE`. */
export interface Family {
  readonly name: string;
  /** `counter`, `gauge`, `histogram`, `summary`; `untyped` where nobody says. */
  readonly type: string;
  readonly samples: readonly Sampled[];
}

/** One line of an exposition: a name, its labels, a value. */
export interface Sampled {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** null for NaN and the infinities, which JSON does not know. */
  readonly value: number | null;
}
