import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, DEFAULT_PAGE_SIZE, Operation, type Principal } from '@plumbline/common';
import { ListOpenRequests } from '../use-cases/list-open-requests.js';
import { OpenRequestPageDto, OpenRequestQuery } from './service-request.dto.js';

/** The board on which providers look for work. */
@ApiTags('service-requests')
@Controller('open-service-requests')
export class OpenRequestsController {
  constructor(private readonly listOpen: ListOpenRequests) {}

  @Operation('serviceRequests.listOpen', { summary: 'What other firms ask for, newest first', response: OpenRequestPageDto })
  @Get()
  list(@Caller() caller: Principal, @Query() { category, limit = DEFAULT_PAGE_SIZE, cursor }: OpenRequestQuery): Promise<OpenRequestPageDto> {
    return this.listOpen.execute(caller, { category, limit, cursor });
  }
}
