import { Injectable } from '@nestjs/common';
import { BusinessFacts } from '@plumbline/businesses';
import { Clock, Config, Ids } from '@plumbline/config';
import { duplicateKeyIndex, EVERYTHING } from '@plumbline/database';
import { Problem, PROBLEMS } from '@plumbline/problems';
import { SignatureRing } from '@plumbline/signatures';
import { CertificatesRepository } from '../data/certificates.repository.js';
import { expiryOf } from '../domain/certificate.js';
import { CERTIFICATE_TYPE, claimsOf } from '../domain/claims.js';
import { earnsCertificate, type VerifiedAssessment, wholePercent } from '../domain/eligibility.js';
import { CERTIFICATE_STATES } from '../domain/states.js';
import { CertificateNumbers } from './certificate-numbers.js';

/** The most certificates of one firm that are valid at once, far above what can be: each but the newest is superseded as soon as it comes. */
const MOST = 100;

/**
 * Issues the certificate that a verified assessment earns: one for each assessment, however often and in whatever order verifications are
 * told. Its times are those of the verification, so that a telling that comes late certifies no longer than one that comes at once.
 */
@Injectable()
export class IssueCertificate {
  constructor(
    private readonly certificates: CertificatesRepository,
    private readonly businesses: BusinessFacts,
    private readonly signatures: SignatureRing,
    private readonly numbers: CertificateNumbers,
    private readonly config: Config,
    private readonly clock: Clock,
    private readonly ids: Ids,
  ) {}

  /**
   * @returns the id of the certificate; undefined when the assessment earns none.
   * @throws Problem NOT_FOUND (the business); STATE_CONFLICT when it was renamed since it was verified, so that nobody has verified that name;
   *   ALREADY_EXISTS when the number that was drawn is taken: run again, it draws another.
   */
  async execute(assessment: VerifiedAssessment): Promise<string | undefined> {
    if (!earnsCertificate(assessment)) return undefined;
    const id = (await this.#idOf(assessment)) ?? (await this.#issue(assessment));
    await this.#keepTheNewest(assessment.businessId);
    return id;
  }

  async #idOf({ assessmentId }: VerifiedAssessment): Promise<string | undefined> {
    return (await this.certificates.findOne(EVERYTHING, { assessmentId }, []))?._id;
  }

  async #issue(assessment: VerifiedAssessment): Promise<string> {
    const { assessmentId, businessId, catalogueVersion, verifiedFloor, verifiedAt: issuedAt, expiresAt = expiryOf(issuedAt) } = assessment;
    const unsigned = {
      number: this.numbers.next(issuedAt.getUTCFullYear()),
      businessId, assessmentId, catalogueVersion, issuedAt, expiresAt,
      businessName: await this.businesses.nameSince(businessId, issuedAt),
      verifiedFloor: wholePercent(verifiedFloor),
    };
    const id = this.ids.next();
    const jws = this.signatures.sign(CERTIFICATE_TYPE, claimsOf({ id, ...unsigned }, this.config.get('PUBLIC_URL')));
    const document = { _id: id, ...unsigned, keyId: this.signatures.keyId, jws, state: CERTIFICATE_STATES.initial };
    try {
      return await this.certificates.insert(EVERYTHING, document, [{ type: 'certificate.issued', data: { businessId, assessmentId } }]);
    } catch (error) {
      const issuedBefore = duplicateKeyIndex(error) === 'certificates_assessment' ? await this.#idOf(assessment) : undefined;
      if (issuedBefore === undefined) throw error;
      return issuedBefore;
    }
  }

  /** Looked at after the certificate is stored: of two that are issued at the same moment, whichever looks last sees both. */
  async #keepTheNewest(businessId: string): Promise<void> {
    const valid = await this.certificates.find(EVERYTHING, { businessId, state: 'valid' }, ['number', 'issuedAt'], { limit: MOST });
    const [newest, ...older] = valid.sort((one, other) => other.issuedAt.getTime() - one.issuedAt.getTime() || (one._id < other._id ? 1 : -1));
    for (const { _id } of older) await this.#supersede(_id, businessId, newest?.number as string);
  }

  async #supersede(id: string, businessId: string, by: string): Promise<void> {
    const set = { supersededAt: this.clock.now(), supersededBy: by };
    const events = [{ type: 'certificate.superseded', data: { businessId } }] as const;
    await this.certificates.transition(EVERYTHING, id, { step: CERTIFICATE_STATES.step('supersede'), set, events }, []).catch((error: unknown) => {
      // Superseded, revoked or expired in the meantime: it is not valid beside the newest, and that is all that is asked.
      if (!(error instanceof Problem) || error.type !== PROBLEMS.STATE_CONFLICT) throw error;
    });
  }
}
