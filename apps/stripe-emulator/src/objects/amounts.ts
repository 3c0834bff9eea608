import { invalid } from '../errors.ts';
import type { Params } from '../wire/params.ts';

/** https://docs.stripe.com/currencies */
const CURRENCIES = new Set(('usd,aed,afn,all,amd,ang,aoa,ars,aud,awg,azn,bam,bbd,bdt,bgn,bif,bmd,bnd,bob,brl,bsd,bwp,byn,bzd,cad,cdf,chf,clp,cny,cop,crc,cve,czk,djf,dkk,dop,dzd,egp,etb,eur,fjd,fkp,gbp,gel,gip,gmd,gnf,gtq,gyd,hkd,hnl,htg,'
  + 'huf,idr,ils,inr,isk,jmd,jpy,kes,kgs,khr,kmf,krw,kyd,kzt,lak,lbp,lkr,lrd,lsl,mad,mdl,mga,mkd,mmk,mnt,mop,mur,mvr,mwk,mxn,myr,mzn,nad,ngn,nio,nok,npr,nzd,pab,pen,pgk,php,pkr,pln,pyg,qar,ron,rsd,rub,rwf,sar,sbd,scr,sek,sgd,shp,sle,sos,srd,std,szl,thb,tjs,top,try,ttd,twd,tzs,uah,ugx,uyu,uzs,vnd,vuv,wst,xaf,xcd,xof,xpf,yer,zar,zmw').split(','));
/** https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts */
const MINIMUM: Readonly<Record<string, number>> = { usd: 50, eur: 50, gbp: 30, cad: 50, aud: 50, chf: 50, jpy: 50, sek: 300, nok: 300, dkk: 250, pln: 200, czk: 1500, mxn: 1000, hkd: 400, nzd: 50, sgd: 50, brl: 50, inr: 50, huf: 17_500, ron: 200, aed: 200, thb: 1000, myr: 200 };
const NO_DECIMALS = new Set(['bif', 'clp', 'djf', 'gnf', 'jpy', 'kmf', 'krw', 'mga', 'pyg', 'rwf', 'ugx', 'vnd', 'vuv', 'xaf', 'xof', 'xpf']);
const LARGEST = 99_999_999;

/** The currency of a request, in small letters. */
export function currencyOf(params: Params): string {
  const currency = params.required('currency').toLowerCase();
  if (!CURRENCIES.has(currency)) throw invalid(`Invalid currency: ${currency}. Stripe currently supports these currencies: ${[...CURRENCIES].slice(0, 12).join(', ')}, ...`, 'currency');
  return currency;
}

/** The amount of a payment, in the currency's smallest unit, within Stripe's bounds. */
export function amountOf(params: Params, currency: string): number {
  params.required('amount');
  const amount = params.integer('amount') ?? 0;
  if (amount < 1) throw invalid('This value must be greater than or equal to 1.', 'amount', 'parameter_invalid_integer');
  const least = MINIMUM[currency] ?? 1;
  if (amount < least) throw invalid(`Amount must be at least ${written(least, currency)} ${currency}`, 'amount', 'amount_too_small');
  if (amount > LARGEST) throw invalid(`Amount must be no more than ${written(LARGEST, currency)} ${currency}`, 'amount', 'amount_too_large');
  return amount;
}

/** An amount as Stripe's messages write it: `$5.00`. */
export function written(amount: number, currency: string): string {
  const number = NO_DECIMALS.has(currency) ? String(amount) : (amount / 100).toFixed(2);
  return `${{ usd: '$', eur: '€', gbp: '£' }[currency] ?? ''}${number}`;
}
