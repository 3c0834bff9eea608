import { Email, Flag, Instant, ListOf, oneOf, Text, Uuid, Whole } from '@plumbline/common';
import { INVITATION_LIMIT, TOKEN_LENGTH, TOKEN_PATTERN } from '../domain/invitation.js';
import { MEMBER_LIMIT, MEMBER_RIGHTS, type MemberRight } from '../domain/members.js';

const RIGHTS = { max: MEMBER_RIGHTS.length, example: ['answer', 'read'], description: '`read` is always added.' } as const;
const VERSION = { min: 1, max: 2 ** 31 - 1, example: 2, description: 'Version of the business; also the ETag.' } as const;

export class MemberDto {
  @Uuid() userId!: string;
  @Text({ min: 0, max: 200, example: 'Ada Kowalski' }) name!: string;
  @Flag({ example: false }) owner!: boolean;
  @ListOf(oneOf(MEMBER_RIGHTS), RIGHTS) rights!: readonly MemberRight[];
  @Instant() joinedAt!: string;
}

export class ChangedMemberDto extends MemberDto {
  @Whole(VERSION) version!: number;
}

export class InvitationDto {
  @Uuid() id!: string;
  @Email() email!: string;
  @ListOf(oneOf(MEMBER_RIGHTS), RIGHTS) rights!: readonly MemberRight[];
  @Instant() expiresAt!: string;
}

export class MembersDto {
  @Whole(VERSION) version!: number;
  @ListOf(() => MemberDto, { max: MEMBER_LIMIT }) items!: readonly MemberDto[];
  @ListOf(() => InvitationDto, { max: INVITATION_LIMIT, description: 'Open ones; empty unless you may manage.' }) invitations!: readonly InvitationDto[];
}

export class InviteMemberDto {
  @Email({ example: 'sam@example.org' }) email!: string;
  @ListOf(oneOf(MEMBER_RIGHTS), { ...RIGHTS, min: 1 }) rights!: MemberRight[];
}

export class ChangeMemberDto {
  @ListOf(oneOf(MEMBER_RIGHTS), { ...RIGHTS, min: 1 }) rights!: MemberRight[];
}

export class AcceptInvitationDto {
  @Text({ min: TOKEN_LENGTH, max: TOKEN_LENGTH, pattern: TOKEN_PATTERN, example: `0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90.0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e91.${'x'.repeat(43)}` }) token!: string;
}
