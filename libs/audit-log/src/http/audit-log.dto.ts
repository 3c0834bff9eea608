import { ApiProperty } from '@nestjs/swagger';
import { Flag, Instant, ListOf, Nested, OneOf, PageQuery, Text, Whole } from '@plumbline/common';
import { CHAINS } from '../domain/entry.js';
import { type Fault, FAULTS } from '../domain/finding.js';

const COUNT = { min: 0, max: Number.MAX_SAFE_INTEGER, example: 1024 } as const;
const ACTOR = { max: 100, pattern: /^[A-Za-z0-9._:-]+$/, example: '0193a1f2-7c3e-7b44-9a51-3d1f6b2c8e90', description: 'Who did it: a user\'s id, or `system`.' } as const;
const ACTION = { max: 100, pattern: /^[a-z][A-Za-z0-9._-]*$/, example: 'assessment.submitted', description: 'What happened.' } as const;
const OBJECT_TYPE = { max: 100, pattern: /^[a-z][A-Za-z0-9_]*$/, example: 'assessments', description: 'What kind of thing it happened to.' } as const;
const OBJECT_ID = { max: 100, pattern: /^[A-Za-z0-9._:-]+$/, example: '0193a1f2-0000-7000-8000-0000000000b1', description: 'The thing that it happened to.' } as const;
const HASH = { min: 64, max: 64, pattern: /^[0-9a-f]{64}$/, example: '7d865e959b2466918c9863afca942d0fb89d7c9ac0c99bafc3749504ded97730' } as const;
const ENTRY_ID = { max: 300, example: 'assessments:0193a1f2-0000-7000-8000-0000000000b1:2:0' } as const;

export class AuditLogQuery extends PageQuery {
  @Text({ ...ACTOR, optional: true }) actor?: string;
  @Text({ ...OBJECT_TYPE, optional: true }) objectType?: string;
  @Text({ ...OBJECT_ID, optional: true }) objectId?: string;
  @Text({ ...ACTION, optional: true }) action?: string;
  @Instant({ optional: true, description: 'At this moment or later.' }) from?: string;
  @Instant({ optional: true, description: 'Before this moment.' }) to?: string;
}

export class AuditObjectResponse {
  @Text(OBJECT_TYPE) type!: string;
  @Text(OBJECT_ID) id!: string;
}

export class AuditEntryResponse {
  @Text(ENTRY_ID) id!: string;
  @Whole({ min: 0, max: CHAINS - 1, example: 7, description: 'Its chain.' }) chain!: number;
  @Whole({ ...COUNT, description: 'Its place in the chain.' }) seq!: number;
  @Instant({ description: 'When it happened.' }) at!: string;
  @Instant({ description: 'When it was written down.' }) recordedAt!: string;
  @Text(ACTOR) actor!: string;
  @Text(ACTION) action!: string;
  @Nested(() => AuditObjectResponse) object!: AuditObjectResponse;

  @ApiProperty({ type: 'object', description: 'Ids and derived facts, by name.', maxProperties: 100, additionalProperties: { description: 'A text, a number, true or false, null, or a list of texts.' }, example: { businessId: '0193a1f2-0000-7000-8000-0000000000b1' } })
  data!: Record<string, unknown>;

  @Text({ ...HASH, description: 'Hash of the entry before it in its chain; 64 zeros for the first.' }) prev!: string;
  @Text({ ...HASH, description: 'SHA-256 over the rest of the entry.' }) hash!: string;
}

export class AuditEntryPage {
  @ListOf(() => AuditEntryResponse, { max: 100 }) items!: readonly AuditEntryResponse[];
  @Text({ max: 512, nullable: true, example: null, description: 'Sent as `cursor` it gives the next page; null on the last one.' }) nextCursor!: string | null;
}

export class AuditExportQuery {
  @Instant({ optional: true, description: 'Begins behind the last checkpoint that was signed by then; at the beginning of the log when left out.' }) from?: string;
  @Instant({ optional: true, description: 'Ends with the first checkpoint that was signed by then or later; at the end of the log when left out.' }) to?: string;
}

export class AuditFindingResponse {
  @Whole({ min: 0, max: CHAINS - 1, nullable: true, example: 7, description: 'null: the chain of the checkpoints.' }) chain!: number | null;
  @Whole({ ...COUNT, description: 'The place in the chain at which it is broken.' }) seq!: number;
  @Text({ ...ENTRY_ID, nullable: true, description: 'The entry that it is about; null where there is none.' }) entryId!: string | null;
  @OneOf(FAULTS, { example: 'changed', description: 'What is wrong.' }) fault!: Fault;
  @Text({ max: 2000, example: 'Chain 7: entry 12 (assessments:0193a1f2-0000-7000-8000-0000000000b1:2:0) was changed: its hash is not that of what it says.', description: 'The same for people.' }) sentence!: string;
}

export class AuditNewestCheckpointResponse {
  @Whole({ ...COUNT, min: 1 }) number!: number;
  @Instant() at!: string;
  @Text({ max: 16, example: 'a1', description: 'Id of the key that signed it; see /.well-known/audit-keys.json.' }) keyId!: string;
}

export class AuditVerificationResponse {
  @Flag({ example: true, description: 'Nothing that was looked at is broken.' }) sound!: boolean;
  @Whole({ ...COUNT, description: 'Entries that were looked at.' }) entries!: number;
  @Whole({ ...COUNT, description: 'Checkpoints that were looked at.' }) checkpoints!: number;
  @Whole({ ...COUNT, nullable: true, example: null, description: 'Number of the checkpoint behind which this look began; null when it began with the first entry.' }) since!: number | null;
  @Flag({ example: true, description: 'It came to the end of the log within its time.' }) toTheEnd!: boolean;
  @Nested(() => AuditNewestCheckpointResponse, { nullable: true }) newestCheckpoint!: AuditNewestCheckpointResponse | null;
  @Whole({ ...COUNT, example: 3, description: 'Entries behind the newest checkpoint, which no signature vouches for yet.' }) unsigned!: number;
  @ListOf(() => AuditFindingResponse, { max: CHAINS + 2, description: 'The first broken thing of each chain.' }) findings!: readonly AuditFindingResponse[];
}
