import { Module } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { IdentityModule } from '@plumbline/identity';
import { KeyedInvitationSecrets } from './adapters/keyed-invitation-secrets.js';
import { BusinessesRepository } from './data/businesses.repository.js';
import { BusinessesController } from './http/businesses.controller.js';
import { InvitationPageController } from './http/invitation-page.controller.js';
import { MembersController } from './http/members.controller.js';
import { MailInvitation } from './jobs/mail-invitation.js';
import { AcceptInvitation } from './use-cases/accept-invitation.js';
import { ChangeMember } from './use-cases/change-member.js';
import { BusinessFacts } from './use-cases/business-facts.js';
import { CreateBusiness } from './use-cases/create-business.js';
import { CreateDemoBusiness } from './use-cases/create-demo-business.js';
import { CreateDemoProvider } from './use-cases/create-demo-provider.js';
import { GetBusiness } from './use-cases/get-business.js';
import { InvitationSecrets } from './use-cases/invitation-secrets.js';
import { InviteMember } from './use-cases/invite-member.js';
import { ListBusinesses } from './use-cases/list-businesses.js';
import { ListMembers } from './use-cases/list-members.js';
import { Memberships } from './use-cases/memberships.js';
import { RemoveMember } from './use-cases/remove-member.js';
import { UpdateBusiness } from './use-cases/update-business.js';
import { WithdrawInvitation } from './use-cases/withdraw-invitation.js';

@Module({
  imports: [IdentityModule],
  controllers: [BusinessesController, MembersController, InvitationPageController],
  providers: [
    BusinessesRepository,
    Memberships,
    BusinessFacts,
    { provide: InvitationSecrets, inject: [Config], useFactory: (config: Config) => new KeyedInvitationSecrets(config.get('COOKIE_KEY')) },
    MailInvitation,
    CreateBusiness,
    ListBusinesses,
    GetBusiness,
    UpdateBusiness,
    ListMembers,
    InviteMember,
    WithdrawInvitation,
    AcceptInvitation,
    ChangeMember,
    RemoveMember,
    CreateDemoBusiness,
    CreateDemoProvider,
  ],
  exports: [Memberships, BusinessFacts, CreateDemoBusiness, CreateDemoProvider],
})
export class BusinessesModule {}
