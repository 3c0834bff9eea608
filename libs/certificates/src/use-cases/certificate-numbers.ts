/** Draws the numbers of certificates; randomness comes in here, so that tests are exact. */
export abstract class CertificateNumbers {
  /** A fresh number of a year, as `certificateNumber` makes it. */
  abstract next(year: number): string;
}
