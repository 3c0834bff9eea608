import { Body, Controller, Module, Post, ValidationPipe, type PipeTransform } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiOperation, ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';
import { EdgeValidationPipe, responseSchemas } from '@plumbline/common';
import { type Config, loadConfig } from '@plumbline/config';
import type { RouteOptions } from 'fastify';
import { type Contender, PREFIX } from '../contender.js';
import { OrderDto } from '../order.dto.js';
import { believeCallers } from './callers.js';
import { DomainModule } from './domain.module.js';

@Controller('bench/orders')
class OrdersController {
  @ApiOperation({ operationId: 'bench.order' })
  @ApiResponse({ status: 201, type: OrderDto })
  @Post()
  create(@Body() order: OrderDto): OrderDto {
    return order;
  }
}

function bareModule(config: Config): object {
  @Module({ imports: [DomainModule.forRoot(config)], controllers: [OrdersController] })
  class BareModule {}
  return BareModule;
}

async function bare(pipe: PipeTransform, compiledAnswers: boolean): Promise<Contender> {
  const config = loadConfig();
  const adapter = new FastifyAdapter({ logger: false });
  const app = await NestFactory.create<NestFastifyApplication>(bareModule(config), adapter, { logger: ['error', 'warn'], abortOnError: false });
  app.setGlobalPrefix(PREFIX, { exclude: ['health'] });
  app.useGlobalPipes(pipe);
  const instance = adapter.getInstance();
  believeCallers(instance, process.env['BENCH_CALLERS'] as string);
  if (compiledAnswers) {
    const schemas = responseSchemas(SwaggerModule.createDocument(app, new DocumentBuilder().build(), { operationIdFactory: (_controller, method) => method }));
    instance.addHook('onRoute', (route: RouteOptions) => compileAnswer(route, schemas));
  }
  await app.init();
  return {
    listen: async () => {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return Number(new URL(await app.getUrl()).port);
    },
  };
}

function compileAnswer(route: RouteOptions, schemas: ReturnType<typeof responseSchemas>): void {
  const id = route.config?.operation?.id ?? (route.url.endsWith('bench/orders') ? 'bench.order' : undefined);
  const response = (schemas as ReadonlyMap<string, object>).get(id ?? '');
  if (response !== undefined) route.schema = { ...route.schema, response };
}

/** Nest on Fastify with its own ValidationPipe, and nothing else. */
export const bareStock = (): Promise<Contender> => bare(new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }), false);

/** Nest on Fastify with our compiled validators and fast-json-stringify, and nothing else. */
export const bareCompiled = (): Promise<Contender> => bare(new EdgeValidationPipe('fast'), true);
