import { Injectable, Logger, type OnApplicationBootstrap } from '@nestjs/common';
import { DiscoveryService } from '@nestjs/core';
import { HealthIndicatorService } from '@nestjs/terminus';
import { ReadinessCheck } from './readiness-check.js';

/** The most that a probe waits for one dependency. */
const CHECK_WITHIN_MS = 1_000;
/** Probes within this time share an answer, and concurrent ones the question: a storm of probes asks each dependency once a second. */
const SHARED_FOR_MS = 1_000;

/** What `/ready` says of one dependency. */
export interface DependencyState {
  /** degraded: down, but not required. */
  readonly state: 'up' | 'degraded' | 'down';
  readonly required: boolean;
  /** How long the answer took, or was waited for, in whole ms. */
  readonly latencyMs: number;
}

/** Asks all dependencies at once. */
@Injectable()
export class Readiness implements OnApplicationBootstrap {
  private readonly logger = new Logger('Readiness');
  private readonly last = new Map<string, string>();
  private checks: readonly ReadinessCheck[] = [];

  constructor(
    private readonly discovery: DiscoveryService,
    private readonly indicators: HealthIndicatorService,
  ) {}

  onApplicationBootstrap(): void {
    const found = this.discovery.getProviders().map(({ instance }) => instance as unknown);
    const checks = found.filter((instance) => instance instanceof ReadinessCheck);
    this.checks = [...new Set(checks)].filter(({ isConfigured }) => isConfigured);
    const names = this.checks.map(({ name }) => name);
    if (new Set(names).size !== names.length) throw new Error(`Two readiness checks have the same name: ${names.join(', ')}.`);
  }

  /** Never rejects; takes at most a little over 1 s, whatever the dependencies do. */
  async ask(): Promise<{ readonly ready: boolean; readonly dependencies: Readonly<Record<string, DependencyState>> }> {
    const states = await Promise.all(this.checks.map(async (check) => [check.name, await this.stateOf(check)] as const));
    return { ready: states.every(([, { state }]) => state !== 'down'), dependencies: Object.fromEntries(states) };
  }

  private async stateOf(check: ReadinessCheck): Promise<DependencyState> {
    const attempt = this.indicators
      .check(check.name)
      .attempt(() => check.check(CHECK_WITHIN_MS))
      .withTimeout(CHECK_WITHIN_MS)
      .cacheFor(SHARED_FOR_MS);
    const outcome = (await attempt)[check.name] as { status: string; responseTime: number; message?: string };
    const state = outcome.status === 'up' ? 'up' : check.required ? 'down' : 'degraded';
    this.logChange(check.name, state, outcome.message);
    return { state, required: check.required, latencyMs: outcome.responseTime };
  }

  private logChange(name: string, state: DependencyState['state'], reason: string | undefined): void {
    const before = this.last.get(name) ?? 'up';
    this.last.set(name, state);
    if (before === state) return;
    if (state === 'up') this.logger.log(`${name} is up again.`);
    else this.logger.warn(`${name} is ${state}: ${reason ?? 'no reason given'}`);
  }
}
