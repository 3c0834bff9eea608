import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';

/** Serves the contract; the application hands it over once it is made. */
@ApiTags('pages')
@Controller()
export class OpenApiController {
  private text = '{}';

  /** @param document the finished OpenAPI document. */
  publish(document: object): void {
    this.text = JSON.stringify(document);
  }

  @Operation('docs.openapi', { summary: 'OpenAPI document', raw: { mediaType: 'application/json', description: 'This document.', isObject: true } })
  @Get('openapi.json')
  @Header('content-type', 'application/json; charset=utf-8')
  document(): string {
    return this.text;
  }
}
