import { Controller, Get, Header } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '@plumbline/common';
import { SignatureRing } from '@plumbline/signatures';
import { CertificateKeySetDto } from './certificate.dto.js';

@ApiTags('certificates')
@Controller('.well-known')
export class CertificateKeysController {
  readonly #keySet: CertificateKeySetDto;

  constructor({ published }: SignatureRing) {
    this.#keySet = { keys: published };
  }

  @Operation('certificates.keys', { summary: 'Keys that verify certificates', description: 'A JSON Web Key Set (RFC 7517) of all keys that ever signed, so that a certificate can be checked without asking us; docs/certificates.md says how.', response: CertificateKeySetDto })
  @Get('certificate-keys.json')
  @Header('cache-control', 'public, max-age=300')
  keySet(): CertificateKeySetDto {
    return this.#keySet;
  }
}
