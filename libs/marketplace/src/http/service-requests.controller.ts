import { Body, Controller, Get, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { ASSESSMENT_PROBLEMS } from '@plumbline/assessments';
import { Caller, DEFAULT_PAGE_SIZE, IfMatch, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { CancelServiceRequest } from '../use-cases/cancel-service-request.js';
import { CreateServiceRequest } from '../use-cases/create-service-request.js';
import { GetServiceRequest } from '../use-cases/get-service-request.js';
import { ListServiceRequests } from '../use-cases/list-service-requests.js';
import { OpenServiceRequest } from '../use-cases/open-service-request.js';
import { UpdateServiceRequest } from '../use-cases/update-service-request.js';
import { CreateServiceRequestDto, ServiceRequestDto, ServiceRequestListQuery, ServiceRequestPageDto, UpdateServiceRequestDto } from './service-request.dto.js';

const NEW_REQUEST = { businessId: '0193a1f2-0000-7000-8000-0000000000b1', title: 'A quality plan for public contracts', description: 'We need a written quality plan that our shop can really follow.', category: 'quality-management', budget: { max: 300_000, currency: 'USD' }, purchaseOrderNumber: 'PO-2026-0117' };

/** What firms ask for, until somebody is chosen to do it. */
@ApiTags('service-requests')
@Controller('service-requests')
export class ServiceRequestsController {
  constructor(
    private readonly createRequest: CreateServiceRequest,
    private readonly listRequests: ListServiceRequests,
    private readonly getRequest: GetServiceRequest,
    private readonly updateRequest: UpdateServiceRequest,
    private readonly openRequest: OpenServiceRequest,
    private readonly cancelRequest: CancelServiceRequest,
  ) {}

  @Operation('serviceRequests.create', { summary: 'Draft a service request', description: 'From a gap of an assessment (`fromGap`) it is filled in by the catalogue. Nobody but the firm sees a draft. In forms the members are `budget[currency]`, `fromGap[assessmentId]`, ...', status: 201, response: ServiceRequestDto, body: ['json', 'form', 'multipart'], problems: [PROBLEMS.NOT_FOUND, ASSESSMENT_PROBLEMS.NOT_A_GAP], example: NEW_REQUEST })
  @Post()
  create(@Caller() caller: Principal, @Body() request: CreateServiceRequestDto): Promise<ServiceRequestDto> {
    return this.createRequest.execute(caller, request);
  }

  @Operation('serviceRequests.list', { summary: 'What your firms ask for or work on, newest first', response: ServiceRequestPageDto, problems: [PROBLEMS.NOT_FOUND] })
  @Get()
  list(@Caller() caller: Principal, @Query() { businessId, side, state, limit = DEFAULT_PAGE_SIZE, cursor }: ServiceRequestListQuery): Promise<ServiceRequestPageDto> {
    return this.listRequests.execute(caller, { businessId, side, state, limit, cursor });
  }

  @Operation('serviceRequests.get', { summary: 'One service request', description: 'For its two sides whole; for other providers, while it is open or when they have answered it, without what is between the sides.', response: ServiceRequestDto, versioned: 'read' })
  @Get(':serviceRequestId')
  get(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string): Promise<ServiceRequestDto> {
    return this.getRequest.execute(caller, serviceRequestId);
  }

  @Operation('serviceRequests.update', { summary: 'Change what is asked for', description: 'Until a proposal is accepted. What is absent stays; `null` clears; `budget` is replaced whole. Once there are proposals the category and the currency stand. Each proposal raises the version.', response: ServiceRequestDto, versioned: 'write', problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED], example: { purchaseOrderNumber: 'PO-2026-0118', neededBy: null } })
  @Patch(':serviceRequestId')
  update(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @IfMatch() version: number, @Body() change: UpdateServiceRequestDto): Promise<ServiceRequestDto> {
    return this.updateRequest.execute(caller, serviceRequestId, version, change);
  }

  @Operation('serviceRequests.open', { summary: 'Show it to providers', description: 'They see the firm\'s name and what it asks for, and no way to reach it but a proposal.', response: ServiceRequestDto, problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED] })
  @Post(':serviceRequestId/open')
  open(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string): Promise<ServiceRequestDto> {
    return this.openRequest.execute(caller, serviceRequestId);
  }

  @Operation('serviceRequests.cancel', { summary: 'Take it back before a proposal is accepted', description: 'Its proposals are declined by it.', response: ServiceRequestDto, problems: [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED] })
  @Post(':serviceRequestId/cancel')
  cancel(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string): Promise<ServiceRequestDto> {
    return this.cancelRequest.execute(caller, serviceRequestId);
  }
}
