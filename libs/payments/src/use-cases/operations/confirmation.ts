import type { Config } from '@plumbline/config';
import type { Operation } from '../../domain/payment.js';
import type { Confirmation } from '../payment-processor.js';

/** The page to which 3-D Secure sends the payer back. */
const RETURN_PAGE = '/payments/return';

/** How an operation's confirmation goes, as it was written down. */
export function confirmationOf({ details }: Operation, config: Config): Confirmation {
  const { confirmationToken, savedMethodId, challenge, saveMethod } = details;
  const source = confirmationToken === undefined ? { savedMethodId: String(savedMethodId) } : { confirmationToken: String(confirmationToken) };
  return { source, challenge: challenge === true, saveMethod: saveMethod === true, returnUrl: `${config.get('PUBLIC_URL')}${RETURN_PAGE}` };
}
