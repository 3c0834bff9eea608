import { Controller, Get, Header, Inject, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Problem, PROBLEMS, problemUri, type ProblemCatalogue, type ProblemType } from '@plumbline/problems';
import { ListOf, Flag, Text, Whole } from '../fields/index.js';
import { Operation } from '../operation/index.js';

/** Token of the merged catalogue of all libraries. */
export const PROBLEM_CATALOGUE = Symbol('ProblemCatalogue');

class ProblemSlugParams {
  @Text({ min: 1, max: 64, pattern: /^[a-z0-9-]+$/, example: 'validation-failed', description: 'Last part of the problem\'s type.' })
  slug!: string;
}

class ProblemTypeDto {
  @Text({ min: 1, max: 100, example: '/problems/validation-failed', description: 'The `type` of the problem.' })
  type!: string;
  @Text({ min: 1, max: 64, example: 'VALIDATION_FAILED', description: 'What clients switch on.' })
  code!: string;
  @Whole({ min: 400, max: 599, example: 400, description: 'HTTP status.' })
  status!: number;
  @Text({ min: 1, max: 100, example: 'Validation failed', description: 'Short summary.' })
  title!: string;
  @Flag({ example: false, description: 'Whether the same request may succeed later.' })
  retryable!: boolean;
  @Text({ min: 1, max: 300, example: 'Correct the fields named in `errors` and send the request again.', description: 'What to do.' })
  cure!: string;
}

class ProblemListDto {
  @ListOf(() => ProblemTypeDto, { min: 0, max: 1000, description: 'Every problem that the service answers with.' })
  items!: ProblemTypeDto[];
}

function present(type: ProblemType): ProblemTypeDto {
  const { code, status, title, retryable, cure } = type;
  return { type: problemUri(code), code, status, title, retryable, cure };
}

/** The pages that the `type` of a problem leads to (RFC 9457 section 3.1.1). */
@ApiTags('problems')
@Controller('problems')
export class ProblemPagesController {
  private readonly list: ProblemListDto;

  constructor(@Inject(PROBLEM_CATALOGUE) private readonly catalogue: ProblemCatalogue) {
    this.list = { items: [...catalogue.values()].map(present) };
  }

  @Operation('problems.list', { summary: 'All problems', response: ProblemListDto })
  @Get()
  @Header('cache-control', 'public, max-age=3600')
  all(): ProblemListDto {
    return this.list;
  }

  @Operation('problems.page', { summary: 'One problem', response: ProblemTypeDto })
  @Get(':slug')
  @Header('cache-control', 'public, max-age=3600')
  one(@Param() { slug }: ProblemSlugParams): ProblemTypeDto {
    const type = this.catalogue.get(slug);
    if (type === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return present(type);
  }
}
