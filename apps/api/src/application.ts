import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { ClientAddress, Edge, ErrorAnswers, Idempotency, openApiDocument, pagePolicy, responseSchemas, SERVER_OPTIONS } from '@plumbline/common';
import type { Config } from '@plumbline/config';
import { Database } from '@plumbline/database';
import { installObservability, mountMetrics, observeMongo, type Tracing } from '@plumbline/observability';
import { Logger } from 'nestjs-pino';
import { AppModule } from './app.module.js';
import { serveOnlyWhatThePageLoads } from './pages/docs-files.js';
import { OpenApiController } from './pages/openapi.controller.js';
import { PROBLEM_TYPES } from './problems.js';
import { VERSION } from './version.js';

const PREFIX = 'api/v1';
/**
 * Paths that stand outside the versioned prefix, as the controllers have them: an escaped colon is that very parameter, where the same path
 * is served inside the prefix, too, with another one.
 */
const OUTSIDE = ['/', 'health', 'ready', 'version', 'openapi.json', '.well-known/jwks.json', '.well-known/audit-keys.json', '.well-known/certificate-keys.json', 'certificates/\\:reference', 'problems', 'problems/:slug', 'verify-email', 'reset-password', 'confirm-email', 'accept-invitation', 'payments/return', 'dev/mails'];

/** An application that is ready to listen, and its contract. */
export interface Application {
  readonly app: NestFastifyApplication;
  readonly document: OpenAPIObject;
}

/**
 * Puts the application together: modules, edge, contract. It does not listen yet.
 * @param tracing undefined when tracing is off.
 * @throws Error when a route has no declared policy or a problem is declared twice.
 */
export async function createApplication(config: Config, tracing?: Tracing): Promise<Application> {
  const adapter = new FastifyAdapter(SERVER_OPTIONS);
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), adapter, { bodyParser: false, bufferLogs: true, abortOnError: false });
  app.useLogger(app.get(Logger));
  app.setGlobalPrefix(PREFIX, { exclude: OUTSIDE });
  observeMongo(app.get(Database).connection, tracing);
  const instance = adapter.getInstance();
  installObservability(instance, { edge: config.get('EDGE'), spans: tracing?.spans });
  const document = openApiDocument(app, PROBLEM_TYPES, { version: VERSION, serverUrl: config.get('PUBLIC_URL') });
  app.get(OpenApiController).publish(document);
  const edge = new Edge(instance, {
    config,
    addresses: app.get(ClientAddress),
    answers: app.get(ErrorAnswers),
    idempotency: app.get(Idempotency),
    responses: responseSchemas(document),
    pages: new Map([
      ['/docs', pagePolicy('docs.ui')],
      ['/metrics', pagePolicy('metrics.read')],
    ]),
  });
  await edge.install();
  if (config.metricsPort === undefined) mountMetrics(instance);
  serveOnlyWhatThePageLoads(instance, '/docs');
  SwaggerModule.setup('docs', app, document, { raw: false, customSiteTitle: 'Plumbline API', swaggerOptions: { tryItOutEnabled: true } });
  await app.init();
  edge.close();
  return { app, document };
}
