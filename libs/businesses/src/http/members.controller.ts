import { Body, Controller, Delete, Get, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, IfMatch, Operation, PathId, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import { BUSINESS_PROBLEMS } from '../domain/problems.js';
import { AcceptInvitation } from '../use-cases/accept-invitation.js';
import { ChangeMember } from '../use-cases/change-member.js';
import { InviteMember } from '../use-cases/invite-member.js';
import { ListMembers } from '../use-cases/list-members.js';
import { RemoveMember } from '../use-cases/remove-member.js';
import { WithdrawInvitation } from '../use-cases/withdraw-invitation.js';
import { BusinessDto } from './business.dto.js';
import { AcceptInvitationDto, ChangedMemberDto, ChangeMemberDto, InvitationDto, InviteMemberDto, MembersDto } from './member.dto.js';

const { ALREADY_MEMBER, BUSINESS_LIMIT_REACHED, INVITATION_LIMIT_REACHED, MEMBER_LIMIT_REACHED, OWNER_FIXED } = BUSINESS_PROBLEMS;

/** Who belongs to a business, and with which rights. */
@ApiTags('businesses')
@Controller('businesses')
export class MembersController {
  constructor(
    private readonly listMembers: ListMembers,
    private readonly inviteMember: InviteMember,
    private readonly withdrawInvitation: WithdrawInvitation,
    private readonly acceptInvitation: AcceptInvitation,
    private readonly changeMember: ChangeMember,
    private readonly removeMember: RemoveMember,
  ) {}

  @Operation('businesses.listMembers', { summary: 'Members and open invitations', description: 'At most 50 of each, so there are no pages.', response: MembersDto, versioned: 'read' })
  @Get(':businessId/members')
  list(@Caller() caller: Principal, @PathId('businessId') businessId: string): Promise<MembersDto> {
    return this.listMembers.execute(caller, businessId);
  }

  @Operation('businesses.inviteMember', { summary: 'Invite somebody by e-mail address', description: 'An earlier invitation to the same address is replaced. A mail with the token goes there; it is open for 7 days. Only rights that you hold can be given.', status: 201, response: InvitationDto, problems: [ALREADY_MEMBER, INVITATION_LIMIT_REACHED, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED], example: { email: 'sam@example.org', rights: ['answer'] } })
  @Post(':businessId/invitations')
  invite(@Caller() caller: Principal, @PathId('businessId') businessId: string, @Body() { email, rights }: InviteMemberDto): Promise<InvitationDto> {
    return this.inviteMember.execute(caller, businessId, email, rights);
  }

  @Operation('businesses.withdrawInvitation', { summary: 'Withdraw an invitation', status: 204 })
  @Delete(':businessId/invitations/:invitationId')
  withdraw(@Caller() caller: Principal, @PathId('businessId') businessId: string, @PathId('invitationId') invitationId: string): Promise<void> {
    return this.withdrawInvitation.execute(caller, businessId, invitationId);
  }

  @Operation('businesses.acceptInvitation', { summary: 'Join a business by an invitation', description: 'The token works once, for the person whose e-mail address was invited; in every other case the answer is 404.', response: BusinessDto, problems: [PROBLEMS.NOT_FOUND, MEMBER_LIMIT_REACHED, BUSINESS_LIMIT_REACHED, PROBLEMS.OVERLOADED] })
  @Post('invitations/accept')
  accept(@Caller() caller: Principal, @Body() { token }: AcceptInvitationDto): Promise<BusinessDto> {
    return this.acceptInvitation.execute(caller, token) as Promise<BusinessDto>;
  }

  @Operation('businesses.changeMember', { summary: 'Give a member other rights', description: 'The rights are replaced. Only rights that you hold can be added. If-Match takes the ETag of the list of members.', response: ChangedMemberDto, versioned: 'write', problems: [OWNER_FIXED, PROBLEMS.OVERLOADED], example: { rights: ['answer', 'pay'] } })
  @Put(':businessId/members/:userId')
  change(@Caller() caller: Principal, @PathId('businessId') businessId: string, @PathId('userId') userId: string, @IfMatch() version: number, @Body() { rights }: ChangeMemberDto): Promise<ChangedMemberDto> {
    return this.changeMember.execute(caller, businessId, userId, version, rights);
  }

  @Operation('businesses.removeMember', { summary: 'Remove a member, or leave', description: 'Removing somebody else needs the right `manage`; leaving needs none.', status: 204, problems: [OWNER_FIXED, PROBLEMS.STATE_CONFLICT, PROBLEMS.OVERLOADED] })
  @Delete(':businessId/members/:userId')
  remove(@Caller() caller: Principal, @PathId('businessId') businessId: string, @PathId('userId') userId: string): Promise<void> {
    return this.removeMember.execute(caller, businessId, userId);
  }
}
