import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import { EVERYTHING } from '@plumbline/database';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { Mailer } from '@plumbline/mail';
import { ServiceRequestsRepository } from '../data/service-requests.repository.js';
import { type Addressed, disputeLetter, LETTERS, type Occasion } from '../use-cases/letters.js';

const DISPUTED = 'service_request.disputed';

/** Writes to the owners of the two firms what concerns them. */
@Injectable()
export class TellFirms extends EventHandler {
  override readonly name = 'marketplace.tell-firms';
  override readonly types = [...Object.keys(LETTERS), DISPUTED];

  constructor(
    private readonly requests: ServiceRequestsRepository,
    private readonly businesses: BusinessFacts,
    private readonly mailer: Mailer,
  ) {
    super();
  }

  /** The owners are looked up now: whoever owns a firm when the mail is written gets it. */
  override async handle(event: RelayedEvent): Promise<void> {
    const { serviceRequestId, clientBusinessId: client, providerBusinessId: provider } = event.data;
    if (typeof serviceRequestId !== 'string' || typeof client !== 'string' || typeof provider !== 'string') return;
    const { title } = await this.requests.get(EVERYTHING, serviceRequestId, ['title']);
    const names = await this.businesses.namesOf([client, provider]);
    const firms = { client, provider };
    for (const { to, letter } of lettersOf(event, { title, clientName: names.get(client) ?? '', providerName: names.get(provider) ?? '' })) {
      const email = await this.businesses.ownerEmail(firms[to]);
      if (email !== undefined) await this.mailer.queue({ id: `${event.id}:${to}`, to: email, ...letter });
    }
  }
}

function lettersOf({ type, data }: RelayedEvent, occasion: Occasion): readonly Addressed[] {
  if (type === DISPUTED) return disputeLetter(occasion, data['openedBy'] === 'client' ? 'client' : 'provider');
  return LETTERS[type]?.(occasion) ?? [];
}
