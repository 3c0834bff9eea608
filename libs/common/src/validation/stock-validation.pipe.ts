import { type ArgumentMetadata, Injectable, ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';
import { describeErrors } from './describe-errors.js';
import { invalidFields, MAX_FINDINGS } from './invalid-fields.js';
import { structureErrors } from './structure.js';

/** Nest's own ValidationPipe over class-validator, with the edge's answers. It says what is wrong, also for the compiled way. */
@Injectable()
export class StockValidationPipe extends ValidationPipe {
  constructor() {
    super({
      whitelist: true,
      forbidNonWhitelisted: true,
      stopAtFirstError: true,
      validationError: { target: true, value: true },
      exceptionFactory: (errors: ValidationError[]) => invalidFields(describeErrors(errors, MAX_FINDINGS)),
    });
  }

  /**
   * @returns the value as it came: it has passed, so it holds declared fields only.
   * @throws Problem VALIDATION_FAILED
   */
  override async transform(value: object, metadata: ArgumentMetadata): Promise<object> {
    const errors = structureErrors(value, MAX_FINDINGS);
    if (errors.length > 0) throw invalidFields(errors);
    await super.transform(value, metadata);
    return value;
  }
}
