import { defineProblems } from '@plumbline/problems';

/** Identity's own problems. */
export const IDENTITY_PROBLEMS = defineProblems({
  INVALID_CREDENTIALS: { status: 401, title: 'E-mail or password is wrong', level: 'info', retryable: false, cure: 'Check both and try again; which of the two is wrong is not told. If you have just registered, open the link in our mail first.' },
  LOGIN_EXPIRED: { status: 401, title: 'The login took too long', level: 'info', retryable: false, cure: 'Begin again with e-mail and password: a login waits five minutes for its second factor, and ends when the password is changed.' },
  REFRESH_REUSED: { status: 401, title: 'This session was ended for safety', level: 'warn', retryable: false, cure: 'A refresh token that had been replaced was presented again, so the session is over. Log in.' },
  ACCOUNT_SUSPENDED: { status: 403, title: 'The account is suspended', level: 'info', retryable: false, cure: 'Ask support why, and what to do about it.' },
  PASSWORD_REFUSED: { status: 403, title: 'The password is wrong', level: 'info', retryable: false, cure: 'Send the password with which you log in.' },
  SECOND_FACTOR_REFUSED: { status: 403, title: 'The code is wrong', level: 'info', retryable: false, cure: 'Send the code that the app shows now; each code is taken once. Is the clock of the phone right?' },
  SECOND_FACTOR_MISSING: { status: 409, title: 'The account has no second factor', level: 'info', retryable: false, cure: 'Enrol one with POST /api/v1/auth/second-factor and confirm it; if you were logging in, begin again.' },
  TOO_MANY_API_KEYS: { status: 409, title: 'Too many API keys', level: 'info', retryable: false, cure: 'Revoke one that you do not need; a person has at most 20.' },
  LAST_ADMIN: { status: 409, title: 'Somebody must stay admin', level: 'info', retryable: false, cure: 'Give the admin role to somebody else first.' },
  ADMIN_EXISTS: { status: 409, title: 'There is an admin already', level: 'info', retryable: false, cure: 'Ask an admin for the role.' },
  OWN_ACCOUNT: { status: 409, title: 'Not possible on your own account', level: 'info', retryable: false, cure: 'Ask another admin to do it.' },
  LINK_NOT_GOOD: { status: 410, title: 'The link is not good any more', level: 'info', retryable: false, cure: 'It was used, has expired, or a newer one was sent. If you have used it, log in; otherwise ask for a new one.' },
  SECOND_FACTOR_THROTTLED: { status: 429, title: 'Too many wrong codes', level: 'warn', retryable: true, cure: 'Wait as long as Retry-After says; until then right codes are refused, too. If it was not you, change your password.' },
  LOGIN_THROTTLED: { status: 429, title: 'Too many failed logins', level: 'warn', retryable: true, cure: 'Wait as long as Retry-After says, or log in from a device on which you have logged in before.' },
});
