import { Controller, Get, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { CompareCatalogues } from '../use-cases/compare-catalogues.js';
import { ListCatalogueVersions } from '../use-cases/list-catalogue-versions.js';
import { PublishCatalogue } from '../use-cases/publish-catalogue.js';
import { CatalogueChangesDto, CatalogueComparisonParams, CatalogueVersionDto, CatalogueVersionListDto, CatalogueVersionParams } from './catalogue-versions.dto.js';

/** Versions of what is asked. */
@ApiTags('assessments')
@Controller('assessments/catalogue/versions')
export class CatalogueVersionsController {
  constructor(
    private readonly listVersions: ListCatalogueVersions,
    private readonly compareCatalogues: CompareCatalogues,
    private readonly publishCatalogue: PublishCatalogue,
  ) {}

  @Operation('assessments.listCatalogueVersions', { summary: 'Versions of the catalogue, newest first', response: CatalogueVersionListDto })
  @Get()
  async list(): Promise<CatalogueVersionListDto> {
    return { items: await this.listVersions.execute() };
  }

  @Operation('assessments.compareCatalogues', { summary: 'What is different between two versions, and why', description: 'Also of a version that is not published yet. Numbers and yes-or-no members are told as text.', response: CatalogueChangesDto })
  @Get(':from/changes/:to')
  compare(@Param() { from, to }: CatalogueComparisonParams): CatalogueChangesDto {
    return this.compareCatalogues.execute(from, to);
  }

  @Operation('assessments.publishCatalogue', { summary: 'Make a version the one that new assessments pin', description: 'Forward only; done again it changes nothing. Assessments keep the version that they began with. To be done once every instance of the service ships the version.', response: CatalogueVersionDto, problems: [PROBLEMS.STATE_CONFLICT] })
  @Post(':version/publish')
  publish(@Caller() caller: Principal, @Param() { version }: CatalogueVersionParams): Promise<CatalogueVersionDto> {
    return this.publishCatalogue.execute(caller, version);
  }
}
