import { Body, Controller, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BUSINESS_PROBLEMS } from '@plumbline/businesses';
import { Caller, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { MARKETPLACE_PROBLEMS } from '../domain/problems.js';
import { CompleteServiceRequest } from '../use-cases/complete-service-request.js';
import { DeliverWork } from '../use-cases/deliver-work.js';
import { OpenDispute } from '../use-cases/open-dispute.js';
import { RequestChanges } from '../use-cases/request-changes.js';
import { ResolveDispute } from '../use-cases/resolve-dispute.js';
import { NewDeliveryDto, WorkReasonDto, RulingDto, ServiceRequestDto } from './service-request.dto.js';

const STEP_PROBLEMS = [PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED];

/** The work itself, from its first delivery to its end. */
@ApiTags('service-requests')
@Controller('service-requests/:serviceRequestId')
export class WorkController {
  constructor(
    private readonly deliverWork: DeliverWork,
    private readonly changes: RequestChanges,
    private readonly completeRequest: CompleteServiceRequest,
    private readonly openDispute: OpenDispute,
    private readonly resolve: ResolveDispute,
  ) {}

  @Operation('serviceRequests.deliver', { summary: 'Hand work over', response: ServiceRequestDto, problems: [...STEP_PROBLEMS, MARKETPLACE_PROBLEMS.DELIVERY_LIMIT_REACHED], example: { note: 'The plan, and the two checklists that go with it.', links: ['https://files.example.org/plan.pdf'] } })
  @Post('deliver')
  deliver(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Body() delivery: NewDeliveryDto): Promise<ServiceRequestDto> {
    return this.deliverWork.execute(caller, serviceRequestId, delivery);
  }

  @Operation('serviceRequests.requestChanges', { summary: 'Send a delivery back with what is missing', response: ServiceRequestDto, problems: STEP_PROBLEMS, example: { reason: 'Chapter 3 does not say who checks the welds.' } })
  @Post('request-changes')
  requestChanges(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Body() { reason }: WorkReasonDto): Promise<ServiceRequestDto> {
    return this.changes.execute(caller, serviceRequestId, reason);
  }

  @Operation('serviceRequests.complete', { summary: 'Accept what was delivered', description: 'The provider is paid after it, once the hold is over.', response: ServiceRequestDto, problems: STEP_PROBLEMS })
  @Post('complete')
  complete(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string): Promise<ServiceRequestDto> {
    return this.completeRequest.execute(caller, serviceRequestId);
  }

  @Operation('serviceRequests.dispute', { summary: 'Say that it cannot go on like this', description: 'By either side, as long as the work is not completed. An admin rules; until then work and payment stand still.', response: ServiceRequestDto, problems: STEP_PROBLEMS, example: { reason: 'What was delivered is not what was agreed.' } })
  @Post('dispute')
  dispute(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Body() { reason }: WorkReasonDto): Promise<ServiceRequestDto> {
    return this.openDispute.execute(caller, serviceRequestId, reason);
  }

  @Operation('serviceRequests.resolveDispute', { summary: 'Rule in a dispute', response: ServiceRequestDto, problems: [...STEP_PROBLEMS, BUSINESS_PROBLEMS.CONFLICT_OF_INTEREST], example: { outcome: 'in_progress', ruling: 'The plan lacks a chapter that was agreed; please add it.' } })
  @Post('dispute/resolve')
  resolveDispute(@Caller() caller: Principal, @PathId('serviceRequestId') serviceRequestId: string, @Body() ruling: RulingDto): Promise<ServiceRequestDto> {
    return this.resolve.execute(caller, serviceRequestId, ruling);
  }
}
