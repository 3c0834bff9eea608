import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { ProposalFollower } from '../use-cases/proposal-follower.js';

const OF_ALL = ['service_request.accepted', 'service_request.cancelled'];
const OF_ONE = ['service_request.proposal_declined', 'service_request.proposal_withdrawn', 'service_request.proposal_expired'];

/** Brings proposals to what their request has decided. */
@Injectable()
export class FollowDecisions extends EventHandler {
  override readonly name = 'marketplace.follow-decisions';
  override readonly types = [...OF_ALL, ...OF_ONE];

  constructor(private readonly follower: ProposalFollower) {
    super();
  }

  override async handle({ type, objectId, data }: RelayedEvent): Promise<void> {
    if (OF_ALL.includes(type)) await this.follower.followAll(objectId);
    else await this.follower.followOne(String(data['proposalId']));
  }
}
