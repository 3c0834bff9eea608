export { HealthModule } from './health.module.js';
export { type Build } from './build.js';
export { ReadinessCheck } from './readiness-check.js';
export { MigrationsCheck } from './checks/migrations-check.js';
export { Readiness, type DependencyState } from './readiness.js';
export { Shutdown } from './shutdown/shutdown.js';
export { endWithGrace, type EndOptions } from './shutdown/end-with-grace.js';
