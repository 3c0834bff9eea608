import { Body, Controller, Delete, Get, Module, NotFoundException, Param, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { ApiProperty, ApiResponse, DocumentBuilder, SwaggerModule } from '@nestjs/swagger';

class Cat {
  @ApiProperty()
  name!: string;

  @ApiProperty({ required: false })
  age?: number;
}

class StoredCat extends Cat {
  @ApiProperty()
  id!: number;
}

@Controller('cats')
class CatsController {
  readonly #cats = new Map<number, StoredCat>();

  @Post()
  @ApiResponse({ status: 201, type: StoredCat })
  create(@Body() cat: Cat): StoredCat {
    const stored = { ...cat, id: this.#cats.size + 1 };
    this.#cats.set(stored.id, stored);
    return stored;
  }

  @Get()
  @ApiResponse({ status: 200, type: [StoredCat] })
  list(): readonly StoredCat[] {
    return [...this.#cats.values()];
  }

  @Get(':id')
  @ApiResponse({ status: 200, type: StoredCat })
  get(@Param('id') id: string): StoredCat {
    const cat = this.#cats.get(Number(id));
    if (cat === undefined) throw new NotFoundException();
    return cat;
  }

  @Delete(':id')
  @ApiResponse({ status: 200 })
  remove(@Param('id') id: string): void {
    this.#cats.delete(Number(id));
  }
}

@Module({ controllers: [CatsController] })
class BareModule {}

/** What the framework gives to whoever asks for nothing: no validation, no login, no limits, no health. On a free port. */
export async function startBareNest(): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(BareModule, new FastifyAdapter(), { logger: false });
  SwaggerModule.setup('api', app, SwaggerModule.createDocument(app, new DocumentBuilder().setTitle('Cats').build()));
  await app.listen(0, '127.0.0.1');
  return app;
}
