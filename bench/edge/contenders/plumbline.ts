import { Body, Controller, Module, Post } from '@nestjs/common';
import { ACCESS, Operation, type OperationId } from '@plumbline/common';
import { loadConfig } from '@plumbline/config';
import { startMetricsServer } from '@plumbline/observability';
import { AppModule } from '../../../apps/api/src/app.module.js';
import { createApplication } from '../../../apps/api/src/application.js';
import type { Contender } from '../contender.js';
import { OrderDto } from '../order.dto.js';

const OPERATION = 'bench.order';
// The access table is closed; this row exists only in the benchmark's process.
Object.assign(ACCESS, { [OPERATION]: ACCESS['users.getMe'] });

@Controller('bench/orders')
class OrdersController {
  @Operation(OPERATION as OperationId, { summary: 'An order, as it came', status: 201, response: OrderDto })
  @Post()
  create(@Body() order: OrderDto): OrderDto {
    return order;
  }
}

/** The real application as serve.ts puts it together, with one more controller; EDGE says which way. */
export async function plumbline(): Promise<Contender> {
  Module({ controllers: [OrdersController] })(AppModule);
  const config = loadConfig();
  const { app } = await createApplication(config);
  if (config.metricsPort !== undefined) await startMetricsServer(config.metricsPort, config.get('HOST'));
  return {
    listen: async () => {
      await app.listen({ port: 0, host: '127.0.0.1' });
      return Number(new URL(await app.getUrl()).port);
    },
  };
}
