import { ApiProperty } from '@nestjs/swagger';
import { Instant, ListOf, Text, Uuid, Whole } from '@plumbline/common';

export class DeadJobDto {
  @Uuid() id!: string;
  @Text({ max: 100, example: 'mail.send', description: 'What it is.' }) name!: string;
  @Whole({ min: 1, max: 1_000_000, example: 10, description: 'How often it was tried.' }) attempts!: number;
  @Instant({ description: 'When it was handed in.' }) enqueuedAt!: string;
  @Instant({ description: 'When it failed for the last time.' }) failedAt!: string;
  @Text({ max: 500, multiline: true, example: 'The server does not answer.', description: 'The last failure; personal values are masked.' }) reason!: string;
  @ApiProperty({
    type: 'object',
    description: 'What it is about, by name: ids, as a rule.',
    maxProperties: 64,
    additionalProperties: { type: 'string', maxLength: 1_000, pattern: '^[^\\u0000]*$' },
    example: { mailId: '0193a1f2-0000-7000-8000-0000000000d1' },
  })
  subject!: Record<string, string>;
}

export class DeadJobPageDto {
  @ListOf(() => DeadJobDto, { max: 100 }) items!: readonly DeadJobDto[];
  @Text({ max: 512, nullable: true, example: null, description: '`cursor` of the next page; null on the last one.' }) nextCursor!: string | null;
}
