import type { ArtifactName, Gathered } from '../artifacts/artifacts.ts';
import type { AnyCheck } from '../judge/check.ts';
import type { Evidenced } from '../judge/judge-check.ts';
import { BudgetSpent } from '../http/budget.ts';
import { GATHERERS } from './gatherers.ts';
import type { Lab } from './lab.ts';
import { Inapplicable, Unavailable } from './unavailable.ts';
import { Walker } from './walk.ts';

/** What is being done, for people. @param share of the phase, 0 to 1 */
export type OnProgress = (phase: string, share: number) => void;

/** All that was gathered, and how long each check's own sending took. */
export interface Collected extends Evidenced {
  /** By check or artifact; in ms. */
  readonly ms: Readonly<Record<string, number>>;
}

/** Everything that a set of checks needs, in the order of `GATHERERS`. */
class Collector {
  readonly #lab: Lab;
  readonly #checks: readonly AnyCheck[];
  readonly #onProgress: OnProgress;
  readonly #wanted: ReadonlySet<ArtifactName>;
  readonly #artifacts: Record<string, Gathered<unknown>> = {};
  readonly #own: Record<string, Gathered<unknown>> = {};
  readonly #ms: Record<string, number> = {};

  constructor(lab: Lab, checks: readonly AnyCheck[], onProgress: OnProgress) {
    this.#lab = lab;
    this.#checks = checks;
    this.#onProgress = onProgress;
    this.#wanted = wantedBy(checks);
  }

  async collect(): Promise<Collected> {
    await this.#gather('before');
    const besides = this.#probe(this.#checks.filter(({ turn }) => turn === 'beside'));
    if (this.#wanted.has('walk')) await this.#walk();
    // What is timed behind this is to have the machine for itself.
    await besides;
    for (const wanted of [undefined, 1, 2]) await this.#probe(this.#checks.filter(({ turn }) => turn === wanted));
    await this.#gather('after');
    return { artifacts: this.#artifacts, own: this.#own, ms: this.#ms };
  }

  /** One behind the other. */
  async #probe(checks: readonly AnyCheck[]): Promise<void> {
    for (const [place, { meta, needs, probe, turn }] of checks.entries()) {
      if (turn !== 'beside') this.#onProgress(meta.title, place / checks.length);
      if (probe !== undefined && needs.every((name) => this.#artifacts[name] === undefined || 'value' in this.#artifacts[name])) this.#own[meta.id] = await this.#timed(meta.id, () => probe(this.#lab));
    }
  }

  async #gather(when: 'before' | 'after'): Promise<void> {
    for (const { name, gather } of GATHERERS.filter((one) => one.when === when && this.#wanted.has(one.name))) {
      this.#onProgress(name, 0);
      this.#put(name, await this.#timed<unknown>(name, () => gather(this.#lab)));
    }
  }

  async #walk(): Promise<void> {
    const walker = new Walker(this.#lab, this.#checks);
    this.#put('walk', await this.#timed('walk', () => walker.walk((done, of, operation) => {
      this.#onProgress(operation, done / of);
    })));
    for (const { meta, vary, follow } of this.#checks) if (vary !== undefined || follow !== undefined) this.#own[meta.id] = { value: walker.variedOf(meta.id) };
  }

  #put(name: ArtifactName, gathered: Gathered<unknown>): void {
    this.#artifacts[name] = gathered;
    this.#lab.put(name, gathered as never);
  }

  /** @returns what was found; or why nothing was, in the words of whoever looked. */
  async #timed<T>(name: string, work: () => Promise<T>): Promise<Gathered<T>> {
    const begun = performance.now();
    try {
      return { value: await work() };
    } catch (error) {
      if (error instanceof Inapplicable) return { outcome: 'not-applicable', reason: error.message };
      if (error instanceof Unavailable || error instanceof BudgetSpent) return { outcome: 'not-available', reason: error.message };
      return { outcome: 'error', reason: `${name} broke: ${(error as Error).message}` };
    } finally {
      this.#ms[name] = Math.round(performance.now() - begun);
    }
  }
}

/** What the walk needs: it is no gatherer. */
const OF_WALK: readonly ArtifactName[] = ['sessions', 'document', 'surface'];

/** Artifacts that checks need, and what these need in turn. */
function wantedBy(checks: readonly AnyCheck[]): ReadonlySet<ArtifactName> {
  const wanted = new Set<ArtifactName>();
  const want = (name: ArtifactName): void => {
    if (wanted.has(name)) return;
    wanted.add(name);
    const needs = name === 'walk' ? OF_WALK : (GATHERERS.find((gatherer) => gatherer.name === name)?.needs ?? []);
    for (const need of needs) want(need);
  };
  want('sessions');
  for (const { needs, vary, follow } of checks) for (const need of vary === undefined && follow === undefined ? needs : [...needs, 'walk' as const]) want(need);
  return wanted;
}

/** Asks the target all that some checks want to know. Nothing is judged yet. */
export const collect = (lab: Lab, checks: readonly AnyCheck[], onProgress: OnProgress = () => undefined): Promise<Collected> => new Collector(lab, checks, onProgress).collect();
