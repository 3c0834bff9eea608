import fastifyCors from '@fastify/cors';
import fastifyHelmet from '@fastify/helmet';
import fastifyJwt from '@fastify/jwt';
import fastifyRateLimit from '@fastify/rate-limit';
import { type INestApplicationContext } from '@nestjs/common';
import { ModulesContainer, NestFactory } from '@nestjs/core';
import type { Principal } from '@plumbline/common';
import { loadConfig } from '@plumbline/config';
import Fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { type Contender, PREFIX } from '../contender.js';
import { principalOf } from './callers.js';
import { DomainModule } from './domain.module.js';
import { ORDER_SCHEMA, RESPONSES_SCHEMA } from './plain-schemas.js';
import { tokenKey, tokenSecret } from './tokens.js';
import { CORS_ORIGIN, MANY, usualMetrics } from './usual-metrics.js';

/** The data layer is the application's own: its controller's methods, called as functions. */
interface Assessments {
  get(caller: Principal, assessmentId: string): Promise<object>;
  answer(caller: Principal, assessmentId: string, version: number, submission: unknown): Promise<object>;
}

function assessmentsOf(context: INestApplicationContext): Assessments {
  for (const module of context.get(ModulesContainer).values()) {
    for (const { name, instance } of module.controllers.values()) if (name === 'AssessmentsController') return instance as unknown as Assessments;
  }
  throw new Error('There is no AssessmentsController.');
}

function callerOf({ user }: FastifyRequest): Principal {
  const { sub, sid } = user as { readonly sub: string; readonly sid: string };
  return principalOf(sub, sid);
}

function measure(instance: FastifyInstance): void {
  const record = usualMetrics();
  instance.addHook('onResponse', (request, reply, done) => {
    record(request.method, request.routeOptions.url ?? '', reply.statusCode, reply.elapsedTime / 1000);
    done();
  });
}

/** Fastify without Nest, hardened by its usual plugins: helmet, CORS, rate limit, JWT, its request log, Ajv and fast-json-stringify, metrics in a hook. */
export async function plainFastify(): Promise<Contender> {
  const context = await NestFactory.createApplicationContext(DomainModule.forRoot(loadConfig()), { logger: ['error', 'warn'], abortOnError: false });
  const assessments = assessmentsOf(context);
  const instance: FastifyInstance = Fastify({ logger: true, trustProxy: true });
  await instance.register(fastifyHelmet);
  await instance.register(fastifyCors, { origin: [CORS_ORIGIN], credentials: true });
  await instance.register(fastifyRateLimit, { max: MANY, timeWindow: 60_000 });
  const secret = tokenSecret();
  await instance.register(fastifyJwt, secret === undefined ? { secret: { public: tokenKey().pem }, verify: { algorithms: ['EdDSA'] } } : { secret });
  measure(instance);
  instance.get('/health', () => ({ status: 'ok' }));
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    await request.jwtVerify();
  };
  instance.post(`/${PREFIX}/bench/orders`, { onRequest, schema: { body: ORDER_SCHEMA, response: { 201: ORDER_SCHEMA } } }, async (request, reply) => reply.code(201).send(request.body));
  instance.get(`/${PREFIX}/assessments/:id`, { onRequest }, (request) => assessments.get(callerOf(request), (request.params as { id: string }).id));
  instance.put(`/${PREFIX}/assessments/:id/responses`, { onRequest, schema: { body: RESPONSES_SCHEMA } }, (request) =>
    assessments.answer(callerOf(request), (request.params as { id: string }).id, Number(request.headers['if-match']?.slice(1, -1)), request.body),
  );
  return {
    listen: async () => {
      await instance.listen({ port: 0, host: '127.0.0.1' });
      return (instance.server.address() as { port: number }).port;
    },
  };
}
