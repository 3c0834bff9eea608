export { Clock, SystemClock } from './clock.js';
export { Config, InvalidEnvironment, readConfig } from './config.js';
export { ConfigModule } from './config.module.js';
export { loadConfig } from './environment.js';
export { envExample } from './env-example.js';
export { Ids, TimeOrderedIds } from './ids.js';
export { type NamedKey } from './variable.js';
