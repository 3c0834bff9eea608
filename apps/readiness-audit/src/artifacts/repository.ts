/** What lies in the target's repository, as far as some check reads it. Nothing of it is run. */
export interface Repository {
  /** Git's list of what it tracks; else all that lies there. */
  readonly isGit: boolean;
  readonly files: readonly string[];
  /** Texts by path, secrets masked: pipelines, manifests, dashboards, rules, documents. */
  readonly texts: Readonly<Record<string, string>>;
  /** How many texts were read in all. */
  readonly textsRead: number;
  /** Too large, or beyond what is read at all. */
  readonly unread: readonly string[];
  /** Outside tests and examples. */
  readonly secrets: readonly (SecretFound & { readonly file: string })[];
  readonly environment: {
    readonly reads: readonly EnvironmentRead[];
    /** Names of the examples that stand in some other text that is no document. */
    readonly mentioned: readonly string[];
  };
  readonly locks: readonly Lock[];
  /** Outside tests and examples. */
  readonly specifications: readonly Specification[];
}

/** A secret in a text. */
export interface SecretFound {
  /** What it looks like: `a private key`. */
  readonly kind: string;
  /** From 1. */
  readonly line: number;
  /** So much of it that its owner knows it again. */
  readonly masked: string;
}

/** A place where a program reads its environment. */
export interface EnvironmentRead {
  readonly name: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
}

/** What a lock file says of what it locks. */
export interface Lock {
  readonly file: string;
  readonly packages: number;
  /** Fetched from somewhere without a hash by which a change would be noticed; the first of them. */
  readonly loose: readonly string[];
  readonly looseInAll: number;
  /** It cannot be read. */
  readonly problem?: string;
}

/** An OpenAPI document that is committed. */
export interface Specification {
  readonly file: string;
  /** `GET /things/{}`: names of parameters may differ. */
  readonly operations: readonly string[];
}
