import { defineProblems } from '@plumbline/problems';

/** Identity's own problems. */
export const IDENTITY_PROBLEMS = defineProblems({
  INVALID_CREDENTIALS: { status: 401, title: 'E-mail or password is wrong', level: 'info', retryable: false, cure: 'Check both and try again; which of the two is wrong is not told.' },
  REFRESH_REUSED: { status: 401, title: 'This session was ended for safety', level: 'warn', retryable: false, cure: 'A refresh token that had been replaced was presented again, so the session is over. Log in.' },
  ACCOUNT_SUSPENDED: { status: 403, title: 'The account is suspended', level: 'info', retryable: false, cure: 'Ask support why, and what to do about it.' },
  LAST_ADMIN: { status: 409, title: 'Somebody must stay admin', level: 'info', retryable: false, cure: 'Give the admin role to somebody else first.' },
  ADMIN_EXISTS: { status: 409, title: 'There is an admin already', level: 'info', retryable: false, cure: 'Ask an admin for the role.' },
  OWN_ACCOUNT: { status: 409, title: 'Not possible on your own account', level: 'info', retryable: false, cure: 'Ask another admin to do it.' },
  LOGIN_THROTTLED: { status: 429, title: 'Too many failed logins', level: 'warn', retryable: true, cure: 'Wait as long as Retry-After says, or log in from a device on which you have logged in before.' },
});
