import { Injectable } from '@nestjs/common';
import { Config } from '@plumbline/config';
import { EVERYTHING } from '@plumbline/database';
import { People } from '@plumbline/identity';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { BusinessesRepository } from '../data/businesses.repository.js';
import { formatToken, INVITATION_DAYS } from '../domain/invitation.js';
import { InvitationSecrets } from '../use-cases/invitation-secrets.js';

/** Sends the invited person the token, which stands nowhere else. */
@Injectable()
export class MailInvitation extends EventHandler {
  override readonly name = 'businesses.mail-invitation';
  override readonly types = ['business.member_invited'] as const;

  constructor(
    private readonly businesses: BusinessesRepository,
    private readonly people: People,
    private readonly secrets: InvitationSecrets,
    private readonly mailer: Mailer,
    private readonly config: Config,
  ) {
    super();
  }

  /** One that was withdrawn, replaced or taken meanwhile is not worth mailing. */
  override async handle({ id, objectId: businessId, data }: RelayedEvent): Promise<void> {
    const invitationId = String(data['invitationId']);
    const business = await this.businesses.findOne(EVERYTHING, { _id: businessId }, ['legalName', 'invitations']);
    const invitation = business !== undefined && Object.hasOwn(business.invitations, invitationId) ? business.invitations[invitationId] : undefined;
    if (business === undefined || invitation === undefined) return;
    const giver = (await this.people.names([invitation.invitedBy])).get(invitation.invitedBy) ?? 'Somebody';
    const token = formatToken({ businessId, invitationId, secret: this.secrets.of(businessId, invitationId) });
    await this.mailer.queue({
      id: `${id}:invitation`,
      to: invitation.email,
      subject: 'You are invited to a business at Plumbline',
      paragraphs: [
        `${giver} invites you to "${business.legalName}" at Plumbline, with these rights: ${invitation.rights.join(', ')}.`,
        `Log in with this e-mail address, or register with it first, and accept. The invitation is open for ${INVITATION_DAYS} days and for you alone.`,
        'If you do not know them, do nothing.',
      ],
      action: { label: 'See the invitation', url: `${this.config.get('PUBLIC_URL')}/accept-invitation?token=${token}` },
      expiresAt: invitation.expiresAt,
    });
  }
}
