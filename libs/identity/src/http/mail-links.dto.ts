import { Email, Text } from '@plumbline/common';
import { LINK_TOKEN_LENGTH, LINK_TOKEN_PATTERN } from '../domain/mail-links.js';
import { PASSWORD_LENGTH } from '../domain/password-policy.js';

const TOKEN = { min: LINK_TOKEN_LENGTH, max: LINK_TOKEN_LENGTH, pattern: LINK_TOKEN_PATTERN, description: 'From the link in the mail.', example: 'AZOh8nw-e0SaUT0fayyOkAnCcjRZQWJvvmDyJJpv2ZpgHTuLsm6BfVtXSK8XiUmQ' } as const;

/** A sentence for the person. */
export class NoticeResponse {
  @Text({ max: 200, example: 'The address is confirmed. Log in.' })
  detail!: string;
}

export class LinkTokenDto {
  @Text(TOKEN)
  token!: string;
}

export class LinkQuery {
  @Text({ ...TOKEN, optional: true })
  token?: string;
}

export class LinkRequestDto {
  @Email({ example: 'ada@example.org' })
  email!: string;
}

export class ResetPasswordDto {
  @Text(TOKEN)
  token!: string;

  @Text({ ...PASSWORD_LENGTH, format: 'password', example: 'weather vane on the barn', description: 'The new one, under the same rules as at registration.' })
  password!: string;
}

export class ChangePasswordDto {
  @Text({ max: PASSWORD_LENGTH.max, format: 'password', example: 'plumb line in the wind' })
  currentPassword!: string;

  @Text({ ...PASSWORD_LENGTH, format: 'password', example: 'weather vane on the barn', description: 'Under the same rules as at registration.' })
  newPassword!: string;
}

export class ChangeEmailDto {
  @Email({ example: 'ada@example.com', description: 'The new address.' })
  email!: string;

  @Text({ max: PASSWORD_LENGTH.max, format: 'password', description: 'The password with which you log in.' })
  password!: string;
}
