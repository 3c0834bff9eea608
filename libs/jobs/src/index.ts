export { BackgroundLoop } from './background-loop.js';
export { EventHandler } from './event-handler.js';
export { EventSink } from './event-sink.js';
export { Hopeless, Job, type JobContext, type JobData } from './job.js';
export { Jobs } from './jobs.js';
export { JobsModule } from './jobs.module.js';
export { type RelayedEvent } from './relayed-event.js';
export { Sleeper } from './sleeper.js';
