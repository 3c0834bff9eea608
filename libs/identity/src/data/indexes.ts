import { type IndexDefinition, unrelayedIndex } from '@plumbline/database';

const WEEK_SECONDS = 7 * 86_400;

/** Identity's indexes. The list of all users is served by `_id`. */
export const IDENTITY_INDEXES: readonly IndexDefinition[] = [
  { collection: 'users', name: 'users_email', keys: { 'blind.email': 1 }, options: { unique: true }, serves: 'login, registration, invitations: the account of an e-mail address, of which there is one' },
  { collection: 'users', name: 'users_role', keys: { roles: 1, _id: -1 }, serves: 'GET users?role=..., and whether another admin is there' },
  { collection: 'sessions', name: 'sessions_owner', keys: { userId: 1, state: 1, _id: -1 }, serves: 'GET auth/sessions, logout everywhere, the limit of sessions' },
  { collection: 'sessions', name: 'sessions_over', keys: { idleEndsAt: 1 }, options: { expireAfterSeconds: WEEK_SECONDS }, serves: 'removal of sessions a week after they ended' },
  { collection: 'login_tickets', name: 'login_tickets_over', keys: { expiresAt: 1 }, options: { expireAfterSeconds: 0 }, serves: 'removal once it is over' },
  { collection: 'api_keys', name: 'api_keys_hash', keys: { hash: 1 }, options: { unique: true }, serves: 'authentication by an API key' },
  { collection: 'api_keys', name: 'api_keys_place', keys: { userId: 1, place: 1 }, options: { unique: true, partialFilterExpression: { state: 'active' } }, serves: 'at most 20 keys a person, however many are made at once' },
  { collection: 'api_keys', name: 'api_keys_owner', keys: { userId: 1, state: 1, _id: -1 }, serves: 'GET auth/api-keys' },
  { collection: 'api_keys', name: 'api_keys_over', keys: { expiresAt: 1 }, options: { expireAfterSeconds: WEEK_SECONDS }, serves: 'removal of keys a week after their time' },
  unrelayedIndex('second_factors'),
  unrelayedIndex('api_keys'),
  { collection: 'unanswered_requests', name: 'unanswered_requests_old', keys: { at: 1 }, options: { expireAfterSeconds: 3_600 }, serves: 'removal after an hour' },
  { collection: 'repeated_registrations', name: 'repeated_registrations_old', keys: { at: 1 }, options: { expireAfterSeconds: WEEK_SECONDS }, serves: 'removal after a week' },
];
