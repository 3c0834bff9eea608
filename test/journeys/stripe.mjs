// What a payer's browser does besides the service: the card form, the bank's page, a provider's onboarding. All of it at the emulator.
import { expect } from './journey.mjs';

/**
 * What Stripe.js does with a card form: a confirmation token for a card.
 * @param {{ publishableKey: string, emulatorUrl: string }} config
 * @param {string} number of a test card
 * @returns {Promise<string>}
 */
export async function cardToken({ publishableKey, emulatorUrl }, number) {
  const body = new URLSearchParams({ 'payment_method_data[type]': 'card', 'payment_method_data[card][number]': number, 'payment_method_data[card][exp_month]': '12', 'payment_method_data[card][exp_year]': '2034', 'payment_method_data[card][cvc]': '123' });
  const answer = await fetch(new URL('/v1/confirmation_tokens', emulatorUrl), { method: 'POST', body, headers: { authorization: `Bearer ${publishableKey}` } });
  const token = /** @type {any} */ (await answer.json());
  expect(answer.status === 200, `make a confirmation token: ${answer.status} ${token.error?.message ?? ''}`);
  return token.id;
}

/**
 * Opens a page, presses a button of its form, and tells where that leads.
 * @param {string} url
 * @param {string} button the value of the button
 * @returns {Promise<string>} the address to which the browser is sent
 */
export async function pressButton(url, button) {
  const page = await fetch(url);
  const html = await page.text();
  expect(page.status === 200, `open ${url}: ${page.status}`);
  const form = /<form[^>]*action="([^"]+)"[^>]*>([\s\S]*?)<\/form>/.exec(html);
  expect(form !== null, `open ${url}: there is no form on the page.`);
  const [, action = '', inside = ''] = form;
  const fields = [...inside.matchAll(/<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"/g)].map(([, name = '', value = '']) => [name, value.replaceAll('&amp;', '&')]);
  const pressed = new RegExp(`<button[^>]*name="([^"]+)"[^>]*value="${button}"`).exec(inside);
  if (pressed !== null) fields.push([pressed[1] ?? '', button]);
  const answer = await fetch(new URL(action.replaceAll('&amp;', '&'), url), { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
  expect(answer.status === 303 || answer.status === 302, `press ${button}: ${answer.status}`);
  return answer.headers.get('location') ?? '';
}
