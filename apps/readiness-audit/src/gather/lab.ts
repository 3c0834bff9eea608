import type { ArtifactName, Artifacts, Gathered } from '../artifacts/artifacts.ts';
import type { OperationExchanges } from '../artifacts/exchanges.ts';
import type { Exchange } from '../http/exchange.ts';
import { Courier } from './courier.ts';
import { Memory } from './memory.ts';
import { Samples } from './samples.ts';
import { Sessions } from './sessions.ts';
import { Unavailable } from './unavailable.ts';

/** Where gatherers and probes work: the way to the target, and what is known of it so far. */
export class Lab extends Courier {
  readonly sessions: Sessions = new Sessions(this);
  readonly samples: Samples = new Samples(this, this.sessions, () => this.artifact('document'));
  readonly #artifacts = new Map<ArtifactName, Gathered<unknown>>();
  readonly #memory = new Memory();

  /** What was sent since the document is known, by operation; without what was sent as bytes. */
  get exchanges(): readonly OperationExchanges[] {
    return this.#memory.all;
  }

  /** What was gathered. @throws Unavailable when it was not */
  artifact<N extends ArtifactName>(name: N): Artifacts[N] {
    const gathered = this.#artifacts.get(name);
    if (gathered === undefined) throw new Unavailable(`Nobody gathered ${name}.`);
    if ('reason' in gathered) throw new Unavailable(gathered.reason);
    return gathered.value as Artifacts[N];
  }

  put<N extends ArtifactName>(name: N, gathered: Gathered<Artifacts[N]>): void {
    this.#artifacts.set(name, gathered);
  }

  protected remember(exchange: Exchange): void {
    const document = this.#artifacts.get('document');
    // What another process answers, as the one whose limits are tried, is not in this one's log.
    const isHere = new URL(exchange.request.url).host === this.base.host;
    if (isHere && document !== undefined && 'value' in document) this.#memory.take(exchange, (document.value as Artifacts['document']).operations);
  }
}
