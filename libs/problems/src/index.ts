export { Problem, problemSlug, problemUri, type FieldError, type ProblemDetails, type ProblemLogLevel, type ProblemType } from './problem.js';
export { defineProblems, mergeProblems, type ProblemCatalogue } from './catalogue.js';
export { PROBLEMS } from './shared-problems.js';
export { defineStateMachine, type StateMachine, type Step } from './state-machine.js';
