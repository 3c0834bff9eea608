import { Email, Nested, OneOf, Text, Whole } from '@plumbline/common';
import { PASSWORD_LENGTH } from '../domain/password-policy.js';
import { ACCOUNT_TYPES, type AccountType } from '../domain/user.js';
import { UserResponse } from './user.dto.js';

export class RegisterDto {
  @Email({ example: 'ada@example.org' })
  email!: string;

  @Text({ ...PASSWORD_LENGTH, format: 'password', example: 'plumb line in the wind', description: 'Any characters; not one that was found in breaches or that is easy to guess.' })
  password!: string;

  @Text({ max: 200, trimmed: true, example: 'Ada Lovelace', description: 'How the person is called.' })
  name!: string;

  @OneOf(ACCOUNT_TYPES, { description: 'client: a firm that wants to sell to the public sector; provider: sells help to firms.' })
  accountType!: AccountType;
}

/** Always the same, whether or not the address had an account. */
export class RegistrationResponse {
  @Text({ max: 200, example: 'We have sent you a mail. Open the link in it, then log in.' })
  detail!: string;
}

export class LoginDto {
  @Email({ example: 'client@demo.test' })
  email!: string;

  @Text({ max: PASSWORD_LENGTH.max, format: 'password' })
  password!: string;
}

export class TokenResponse {
  @Text({ max: 2048, description: 'Send it as `Authorization: Bearer <accessToken>` (RFC 6750).', example: 'eyJhbGciOiJFZERTQSIsInR5cCI6ImF0K2p3dCIsImtpZCI6InQxIn0.e30.c2lnbmF0dXJl' })
  accessToken!: string;

  @OneOf(['Bearer'])
  tokenType!: 'Bearer';

  @Whole({ min: 0, max: 600, example: 600, description: 'Seconds for which the access token is good.' })
  expiresIn!: number;
}

export class LoginResponse extends TokenResponse {
  @Nested(() => UserResponse)
  user!: UserResponse;
}
