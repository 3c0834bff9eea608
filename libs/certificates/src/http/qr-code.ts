import encodeQR from 'qr';

/** Modules of white around the code (ISO/IEC 18004 asks for 4). */
const QUIET_ZONE = 4;

/**
 * A QR code as SVG, without a size of its own: whoever shows it says how large it is.
 * @param text what it leads to. A quarter of the code may be unreadable (level Q): prints get folded and stamped.
 */
export function qrCode(text: string): string {
  return encodeQR(text, 'svg', { ecc: 'quartile', border: QUIET_ZONE });
}
