import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import { PublishedKeys } from '../adapters/published-keys.js';
import { KeySetResponse } from './jwks.dto.js';

@ApiTags('auth')
@Controller('.well-known')
export class JwksController {
  readonly #keySet: KeySetResponse;

  constructor({ keys }: PublishedKeys) {
    this.#keySet = { keys };
  }

  @Operation('auth.jwks', { summary: 'Keys that verify access tokens', description: 'A JSON Web Key Set (RFC 7517). A new key is published before it signs.', response: KeySetResponse })
  @Get('jwks.json')
  @Header('cache-control', 'public, max-age=300')
  keySet(): KeySetResponse {
    return this.#keySet;
  }
}
