export { ErrorAnswers, problemBody, sendProblem } from './error-answers.js';
export { ProblemFilter } from './problem.filter.js';
export { toProblem } from './to-problem.js';
