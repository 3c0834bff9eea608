import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { KEPT, Operation, PreparedAnswer } from '@plumbline/common';
import { Problem, PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Area, Statement } from '../domain/catalogue/catalogue.js';
import { type CatalogueEdition, CatalogueEditions } from '../domain/catalogue-editions.js';
import { CurrentCatalogue } from '../use-cases/current-catalogue.js';
import { AreaDto, AreaParams, type AreaSummaryDto, CatalogueDto, CatalogueQuery, type StatementSummaryDto } from './catalogue.dto.js';

interface PreparedCatalogue {
  readonly whole: PreparedAnswer;
  readonly areas: ReadonlyMap<string, PreparedAnswer>;
}

/** What is asked: open to everybody, and prepared when the service starts. */
@ApiTags('assessments')
@Controller('assessments/catalogue')
export class CatalogueController {
  readonly #prepared: ReadonlyMap<number, PreparedCatalogue>;

  constructor(
    editions: CatalogueEditions,
    private readonly catalogue: CurrentCatalogue,
  ) {
    this.#prepared = new Map(editions.all.map((edition) => [edition.catalogue.version, prepare(edition)]));
  }

  @Operation('assessments.getCatalogue', { summary: 'The catalogue: areas, counts and statements', response: CatalogueDto, versioned: 'read', problems: [PROBLEMS.NOT_FOUND] })
  @Get()
  async whole(@Query() { version }: CatalogueQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    (await this.#of(version)).whole.send(request, reply, keptFor(version));
  }

  @Operation('assessments.getArea', { summary: 'One area, with evidence and remediation for each statement', response: AreaDto, versioned: 'read' })
  @Get('areas/:areaId')
  async area(@Param() { areaId }: AreaParams, @Query() { version }: CatalogueQuery, @Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const area = (await this.#of(version)).areas.get(areaId);
    if (area === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    area.send(request, reply, keptFor(version));
  }

  /** A published version, the current one unless told. */
  async #of(asked: number | undefined): Promise<PreparedCatalogue> {
    const { current, published } = await this.catalogue.readOrLastKnown();
    const version = asked ?? current.catalogue.version;
    const prepared = published.has(version) ? this.#prepared.get(version) : undefined;
    if (prepared === undefined) throw new Problem(PROBLEMS.NOT_FOUND);
    return prepared;
  }
}

/** A version never changes; which one is current may, at any moment. */
function keptFor(asked: number | undefined): string {
  return asked === undefined ? KEPT.forAMinute : KEPT.forAnHour;
}

function prepare({ catalogue: { version, publishedOn, areas } }: CatalogueEdition): PreparedCatalogue {
  const whole: CatalogueDto = { version, publishedOn, areas: areas.map(summaryOf) };
  return { whole: new PreparedAnswer(whole), areas: new Map(areas.map((area) => [area.id, new PreparedAnswer(detailOf(area, version))])) };
}

function summaryOf({ id, title, summary, statements }: Area): AreaSummaryDto {
  const ofTier = (tier: number): number => statements.filter((statement) => statement.tier === tier).length;
  const counts = { tier1: ofTier(1), tier2: ofTier(2), tier3: ofTier(3), critical: statements.filter(({ critical }) => critical).length };
  return { id, title, summary, counts, statements: statements.map(briefly) };
}

function briefly({ id, tier, text, weight, critical }: Statement): StatementSummaryDto {
  return { id, tier, text, weight, critical };
}

function detailOf({ id, title, summary, statements }: Area, version: number): AreaDto {
  return { version, id, title, summary, statements: statements.map((one) => ({ ...briefly(one), evidence: one.evidence, remediation: one.remediation, serviceCategory: one.serviceCategory })) };
}
