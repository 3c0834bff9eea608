// `npm run conformance -- sdk`: every difference of the SDK's types from the committed data must be known in conformance/endive.ts.
import { SDK_KNOWN } from './endive.ts';
import { sdkDifferences, type SdkDifference } from './sdk.ts';

const OTHER_WAYS = /(^|\.)(acss_debit|affirm|afterpay_clearpay|alipay|alma|amazon_pay|au_becs_debit|bacs_debit|bancontact|billie|bizum|blik|boleto|card_present|cashapp|crypto|custom|customer_balance|eps|fpx|giropay|grabpay|ideal|interac_present|kakao_pay|klarna|konbini|kr_card|link|mb_way|mobilepay|multibanco|naver_pay|nz_bank_account|oxxo|p24|pay_by_bank|payco|paynow|paypal|paypay|payto|pix|promptpay|revolut_pay|samsung_pay|satispay|scalapay|sepa_credit_transfer|sepa_debit|sequra|sofort|sunbit|swish|swish_handle_redirect_or_display_qr_code|twint|upi|us_bank_account|wechat_pay|wero|zip)(\.|$)/;

function reasonOf({ of, path, only }: SdkDifference): string | undefined {
  if (OTHER_WAYS.test(path)) return 'a way to pay other than cards';
  return SDK_KNOWN.find((known) => known.only === only && known.of.test(of) && known.path.test(path))?.reason;
}

const byReason = new Map<string, number>();
const unknown: SdkDifference[] = [];
for (const difference of sdkDifferences()) {
  const reason = reasonOf(difference);
  if (reason === undefined) unknown.push(difference);
  else byReason.set(reason, (byReason.get(reason) ?? 0) + 1);
}
for (const [reason, count] of byReason) process.stdout.write(`${String(count).padStart(4)}  ${reason}\n`);
for (const { only, of, path } of unknown) process.stdout.write(`✗ ${of}: only the ${only === 'sdk' ? 'SDK' : 'committed data'} has ${path}\n`);
process.stdout.write(`${unknown.length} unexplained differences between the SDK's types and the committed data\n`);
process.exitCode = unknown.length === 0 ? 0 : 1;
