import { generateSecret, generateURI, verifySync } from 'otplib';
import { encodeQR } from 'qr';
import { TIME_STEP_SECONDS } from '../domain/second-factor.js';
import { type KeyTransfer, OneTimePasswords } from '../use-cases/one-time-passwords.js';

/** RFC 4226 section 4, R6: 160 bits are recommended. */
const SECRET_BYTES = 20;
const CODE = /^\d{6}$/;
/** What apps show above the code. */
const ISSUER = 'Plumbline';
/** The quiet zone that ISO/IEC 18004 asks for, in modules. */
const QUIET_ZONE = 4;

/** RFC 6238 by otplib, which compares codes in constant time. */
export class OtplibOneTimePasswords extends OneTimePasswords {
  override newSecret(): string {
    return generateSecret({ length: SECRET_BYTES });
  }

  override transfer(secret: string, account: string): KeyTransfer {
    const uri = generateURI({ issuer: ISSUER, label: account, secret, algorithm: 'sha1', digits: 6, period: TIME_STEP_SECONDS });
    return { uri, qrCode: encodeQR(uri, 'svg', { border: QUIET_ZONE }) };
  }

  override stepOf(secret: string, code: string, at: Date): number | undefined {
    if (!CODE.test(code)) return undefined;
    const epoch = Math.floor(at.getTime() / 1000);
    const result = verifySync({ secret, token: code, epoch, period: TIME_STEP_SECONDS, digits: 6, algorithm: 'sha1', epochTolerance: TIME_STEP_SECONDS });
    return result.valid && 'timeStep' in result ? result.timeStep : undefined;
  }
}
