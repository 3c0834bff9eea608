import type { ProcessorEvent } from './payment-processor.js';

/** Reads deliveries of the processor, and believes none whose signature does not hold. */
export abstract class WebhookReader {
  /**
   * @param body the bytes that came: parsed and written again they would be others (golevelup#425).
   * @throws Problem WEBHOOK_SIGNATURE_INVALID, MALFORMED_BODY.
   */
  abstract read(body: Buffer, signature: string): ProcessorEvent;
}
