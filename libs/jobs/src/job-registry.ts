import { Injectable } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { BackgroundLoop } from './background-loop.js';
import { EventHandler } from './event-handler.js';
import { EventSink } from './event-sink.js';
import { Job } from './job.js';
import type { RelayedEvent } from './relayed-event.js';

/** The work of an event handler, as a job; its data is the event. */
class HandlerJob extends Job {
  override readonly name: string;

  constructor(private readonly handler: EventHandler) {
    super();
    this.name = handler.name;
  }

  override run(data: unknown): Promise<void> {
    return this.handler.handle(data as RelayedEvent);
  }
}

interface Workers {
  readonly jobs: ReadonlyMap<string, Job>;
  readonly handlers: readonly EventHandler[];
  readonly sinks: readonly EventSink[];
  readonly loops: readonly BackgroundLoop[];
}

/** Who works without a request: every provider of every module that extends `Job`, `EventHandler`, `EventSink` or `BackgroundLoop`. */
@Injectable()
export class JobRegistry {
  #found: Workers | undefined;

  constructor(private readonly discovery: DiscoveryService) {}

  /** By name, handlers too. @throws Error when two have one name. */
  get jobs(): ReadonlyMap<string, Job> {
    return this.#all().jobs;
  }

  get handlers(): readonly EventHandler[] {
    return this.#all().handlers;
  }

  get sinks(): readonly EventSink[] {
    return this.#all().sinks;
  }

  get loops(): readonly BackgroundLoop[] {
    return this.#all().loops;
  }

  #all(): Workers {
    this.#found ??= this.#discover();
    return this.#found;
  }

  #discover(): Workers {
    const instances = [...new Set(this.discovery.getProviders().map(({ instance }) => instance as unknown))];
    const handlers = instances.filter((instance) => instance instanceof EventHandler);
    const sinks = instances.filter((instance) => instance instanceof EventSink);
    const loops = instances.filter((instance) => instance instanceof BackgroundLoop);
    const jobs = new Map<string, Job>();
    for (const job of [...instances.filter((instance): instance is Job => instance instanceof Job), ...handlers.map((handler) => new HandlerJob(handler))]) {
      if (jobs.has(job.name)) throw new Error(`Two jobs have the name \`${job.name}\`.`);
      if (!Number.isInteger(job.attempts) || job.attempts < 1 || job.attempts > 50) throw new Error(`Job \`${job.name}\`: attempts must be 1..50.`);
      jobs.set(job.name, job);
    }
    return { jobs, handlers, sinks, loops };
  }
}
