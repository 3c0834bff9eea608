import { Injectable } from '@nestjs/common';
import { EventHandler, type RelayedEvent } from '@plumbline/jobs';
import { RevealRatings } from '../use-cases/reveal-ratings.js';

/** When both sides have rated, both ratings are shown; one that is shown counts for the provider. */
@Injectable()
export class CountRatings extends EventHandler {
  override readonly name = 'marketplace.count-ratings';
  override readonly types = ['rating.given', 'rating.revealed'];

  constructor(private readonly reveal: RevealRatings) {
    super();
  }

  override async handle({ type, data }: RelayedEvent): Promise<void> {
    if (type === 'rating.given') await this.reveal.ofRequest(String(data['serviceRequestId']));
    else if (data['fromSide'] === 'client') await this.reveal.reckon(String(data['toBusinessId']));
  }
}
