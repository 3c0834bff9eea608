import { Problem } from './problem.js';
import { PROBLEMS } from './shared-problems.js';

type Transitions = Readonly<Record<string, Readonly<Record<string, string>>>>;
type StateOf<T extends Transitions> = keyof T & string;
type ActionOf<T extends Transitions> = { [S in keyof T]: keyof T[S] }[keyof T] & string;

/** One action as a conditional write needs it: where it may start and where it ends. */
export interface Step<S extends string> {
  readonly action: string;
  readonly from: readonly S[];
  readonly to: S;
}

/** The states of a thing and what leads from one to another. */
export interface StateMachine<S extends string, A extends string> {
  readonly initial: S;
  readonly states: readonly S[];
  /**
   * The state after `action`.
   * @throws Problem STATE_CONFLICT when the action is not possible in `state`.
   */
  next(state: S, action: A): S;
  /** The states in which `action` is possible, for the condition of a write. */
  from(action: A): readonly S[];
  /**
   * The action as a condition and a result.
   * @throws Error when the action ends in different states (a programmer's mistake: read the state, use `next`, and write with its version).
   */
  step(action: A): Step<S>;
  /** Whether nothing leads out of `state`. */
  isFinal(state: S): boolean;
}

function reachable(initial: string, transitions: Transitions): ReadonlySet<string> {
  const seen = new Set([initial]);
  for (const state of seen) for (const target of Object.values(transitions[state] ?? {})) seen.add(target);
  return seen;
}

function refuseMistakes(initial: string, transitions: Transitions): void {
  const states = new Set(Object.keys(transitions));
  const undeclared = [initial, ...Object.values(transitions).flatMap((actions) => Object.values(actions))].find((state) => !states.has(state));
  if (undeclared !== undefined) throw new Error(`State machine: \`${undeclared}\` is not declared; a final state is declared as \`${undeclared}: {}\`.`);
  const reached = reachable(initial, transitions);
  const lost = [...states].filter((state) => !reached.has(state));
  if (lost.length > 0) throw new Error(`State machine: nothing leads from \`${initial}\` to ${lost.map((state) => `\`${state}\``).join(', ')}.`);
}

/**
 * Declares a state machine as data.
 * @param definition `transitions: { draft: { submit: 'submitted' }, submitted: {} }`: state -> action -> next state; a final state has no action.
 * @throws Error when a state is not declared or cannot be reached: found when the module loads.
 */
export function defineStateMachine<const T extends Transitions>(definition: {
  readonly initial: StateOf<T>;
  readonly transitions: T & { readonly [S in keyof T]: { readonly [A in keyof T[S]]: StateOf<T> } };
}): StateMachine<StateOf<T>, ActionOf<T>> {
  type S = StateOf<T>;
  const { initial } = definition;
  const transitions = definition.transitions as Readonly<Record<string, Readonly<Record<string, S>>>>;
  refuseMistakes(initial, transitions);
  const states = Object.keys(transitions) as S[];
  const target = (state: S, action: string): S | undefined => {
    const actions = transitions[state];
    return actions !== undefined && Object.hasOwn(actions, action) ? actions[action] : undefined;
  };
  const from = (action: string): readonly S[] => states.filter((state) => target(state, action) !== undefined);
  return Object.freeze({
    initial,
    states: Object.freeze(states),
    next: (state: S, action: string) => {
      const next = target(state, action);
      if (next === undefined) throw new Problem(PROBLEMS.STATE_CONFLICT, { detail: `\`${action}\` is not possible in the state \`${state}\`.` });
      return next;
    },
    from,
    step: (action: string) => {
      const targets = new Set(from(action).map((state) => target(state, action)));
      const [to] = targets;
      if (to === undefined || targets.size > 1) throw new Error(`State machine: \`${action}\` ends in ${targets.size} states; use next() and the version.`);
      return { action, from: from(action), to };
    },
    isFinal: (state: S) => Object.keys(transitions[state] ?? {}).length === 0,
  });
}
