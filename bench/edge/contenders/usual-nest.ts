import { Body, type CallHandler, type CanActivate, ClassSerializerInterceptor, Controller, type ExecutionContext, Injectable, Module, type NestInterceptor, Post, RequestMethod, UnauthorizedException, ValidationPipe } from '@nestjs/common';
import { APP_GUARD, APP_INTERCEPTOR, APP_PIPE, NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ThrottlerGuard, ThrottlerModule } from '@nestjs/throttler';
import fastifyHelmet from '@fastify/helmet';
import { type Config, loadConfig } from '@plumbline/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jwtVerify } from 'jose';
import { Logger, LoggerModule } from 'nestjs-pino';
import { type Observable, tap } from 'rxjs';
import { type Contender, PREFIX } from '../contender.js';
import { OrderDto } from '../order.dto.js';
import { principalOf } from './callers.js';
import { DomainModule } from './domain.module.js';
import { tokenKey } from './tokens.js';
import { CORS_ORIGIN, MANY, usualMetrics } from './usual-metrics.js';

@Injectable()
class JwtGuard implements CanActivate {
  private readonly key = tokenKey().key;

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    if (request.url === '/health') return true;
    const [type, token] = request.headers.authorization?.split(' ') ?? [];
    if (type !== 'Bearer' || token === undefined) throw new UnauthorizedException();
    try {
      const { payload } = await jwtVerify<{ sub: string; sid: string }>(token, this.key, { algorithms: ['EdDSA'] });
      request.principal = principalOf(payload.sub, payload.sid);
    } catch {
      throw new UnauthorizedException();
    }
    return true;
  }
}

@Injectable()
class MetricsInterceptor implements NestInterceptor {
  private readonly record = usualMetrics();

  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const begun = performance.now();
    const http = context.switchToHttp();
    const { method, routeOptions } = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    return next.handle().pipe(tap(() => this.record(method, routeOptions.url ?? '', reply.statusCode, (performance.now() - begun) / 1000)));
  }
}

@Controller('bench/orders')
class OrdersController {
  @Post()
  create(@Body() order: OrderDto): OrderDto {
    return order;
  }
}

function usualModule(config: Config): object {
  @Module({
    imports: [DomainModule.forRoot(config), LoggerModule.forRoot({ forRoutes: [{ path: '{*splat}', method: RequestMethod.ALL }] }), ThrottlerModule.forRoot([{ ttl: 60_000, limit: MANY }])],
    controllers: [OrdersController],
    providers: [
      { provide: APP_GUARD, useClass: ThrottlerGuard },
      { provide: APP_GUARD, useClass: JwtGuard },
      { provide: APP_PIPE, useValue: new ValidationPipe({ whitelist: true, forbidNonWhitelisted: true, transform: true }) },
      { provide: APP_INTERCEPTOR, useClass: MetricsInterceptor },
      { provide: APP_INTERCEPTOR, useClass: ClassSerializerInterceptor },
    ],
  })
  class UsualModule {}
  return UsualModule;
}

/** Nest on Fastify with the modules that its documentation recommends: helmet, CORS, throttler, nestjs-pino (told to log every request, which it does not on Fastify by itself), a guard over jose (JwtModule knows no EdDSA), ValidationPipe, ClassSerializerInterceptor, a metrics interceptor. */
export async function usualNest(): Promise<Contender> {
  const app = await NestFactory.create<NestFastifyApplication>(usualModule(loadConfig()), new FastifyAdapter({ trustProxy: true }), { bufferLogs: true, abortOnError: false });
  app.useLogger(app.get(Logger));
  app.setGlobalPrefix(PREFIX, { exclude: ['health'] });
  await app.register(fastifyHelmet);
  app.enableCors({ origin: [CORS_ORIGIN], credentials: true });
  await app.init();
  return {
    listen: async () => {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return Number(new URL(await app.getUrl()).port);
    },
  };
}
