import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { type FieldError, Problem } from '@plumbline/problems';
import { fieldsOf } from '../fields/index.js';
import { coerceForm } from './coerce-form.js';
import { type Check, compileCheck, NotCompilable } from './compile-check.js';
import { finding } from './findings.js';
import { FormBody } from './form-body.js';
import { invalidFields } from './invalid-fields.js';
import { StockValidationPipe } from './stock-validation.pipe.js';

const BUILT_IN: ReadonlySet<unknown> = new Set([String, Number, Boolean, Array, Object, Date, Buffer, undefined]);
/** What a lone `@Param('name') name: string` may hold: RFC 3986 unreserved characters and a few more, never a line end. */
const SEGMENT = /^[\w.~!$&'()*+,;=:@%-]{1,200}$/;

interface Plan {
  readonly check: Check | undefined;
  readonly defaults: readonly (readonly [string, unknown])[];
}

function relocate({ pointer, ...rest }: FieldError, sign: '?' | ':'): FieldError {
  return { ...rest, pointer: pointer.startsWith('/') ? `${sign}${pointer.slice(1)}` : pointer };
}

/** Validates bodies, queries and path parameters by their DTO, and passes on plain objects that hold declared fields only. */
@Injectable()
export class EdgeValidationPipe implements PipeTransform<unknown, unknown> {
  private readonly plans = new Map<Type, Plan>();
  private readonly stock = new StockValidationPipe();

  /** @param edge `fast`: compiled checks, class-validator only for what fails them; `stock`: class-validator for all. The same verdicts and answers. */
  constructor(private readonly edge: 'fast' | 'stock') {}

  /**
   * Compiles the checks of some classes ahead of the first request.
   * @returns why those that keep ValidationPipe do.
   */
  compileAll(dtos: Iterable<Type>): ReadonlyMap<Type, string> {
    const refused = new Map<Type, string>();
    for (const dto of dtos) this.plans.set(dto, this.plan(dto, (reason) => refused.set(dto, reason)));
    return refused;
  }

  /** @throws Problem VALIDATION_FAILED; Error when a handler takes a value that no DTO describes. */
  transform(value: unknown, metadata: ArgumentMetadata): unknown {
    const { type, metatype } = metadata;
    if (type === 'custom') return value;
    if (metatype === undefined || BUILT_IN.has(metatype)) return this.undescribed(value, metadata);
    const dto = metatype;
    let plan = this.plans.get(dto);
    if (plan === undefined) this.plans.set(dto, (plan = this.plan(dto)));
    const input = this.input(value, dto, type);
    if (plan.check?.(input) === true) return this.withDefaults(input, plan);
    return this.stockVerdict(input, metadata, plan);
  }

  private plan(dto: Type, refuse?: (reason: string) => void): Plan {
    const defaults = [...fieldsOf(dto)].filter(([, { fallback }]) => fallback !== undefined).map(([name, { fallback }]) => [name, fallback] as const);
    if (this.edge === 'stock') return { check: undefined, defaults };
    try {
      return { check: compileCheck(dto), defaults };
    } catch (error) {
      if (!(error instanceof NotCompilable)) throw error;
      refuse?.(error.message);
      return { check: undefined, defaults };
    }
  }

  private input(value: unknown, dto: Type, type: ArgumentMetadata['type']): object {
    if (value === undefined || value === null) {
      if (type !== 'body') return {};
      throw invalidFields([finding('', value === null ? 'isObject' : 'isPresent')]);
    }
    if (typeof value !== 'object' || Array.isArray(value)) throw invalidFields([finding('', 'isObject')]);
    return type === 'body' && !(value instanceof FormBody) ? value : coerceForm(dto, value as Readonly<Record<string, unknown>>);
  }

  private async stockVerdict(input: object, metadata: ArgumentMetadata, plan: Plan): Promise<object> {
    try {
      await this.stock.transform(input, metadata);
    } catch (error) {
      if (!(error instanceof Problem) || error.errors === undefined || metadata.type === 'body') throw error;
      const sign = metadata.type === 'query' ? '?' : ':';
      throw invalidFields(error.errors.map((one) => relocate(one, sign)));
    }
    return this.withDefaults(input, plan);
  }

  private withDefaults(input: object, { defaults }: Plan): object {
    const missing = defaults.filter(([name]) => (input as Readonly<Record<string, unknown>>)[name] === undefined);
    return missing.length === 0 ? input : { ...input, ...Object.fromEntries(missing) };
  }

  private undescribed(value: unknown, { type, metatype, data }: ArgumentMetadata): unknown {
    if (type !== 'param' || metatype !== String || data === undefined) throw new Error(`A handler takes its ${type} without a DTO (${data ?? 'whole'}: ${metatype?.name ?? 'unknown'}).`);
    if (typeof value === 'string' && SEGMENT.test(value)) return value;
    throw invalidFields([finding(`:${data}`, 'isLine')]);
  }
}
