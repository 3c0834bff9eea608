export { ACCESS, requiredRight, type AccessRule, type BusinessOperationId, type OperationId } from './access-table.js';
export { AuthenticationGuard, cookieValue, REFRESH_COOKIE } from './authentication.guard.js';
export { Caller } from './caller.js';
export { Authenticator, type Credential, type Principal, sessionOf } from './principal.js';
export { RoleGuard } from './role.guard.js';
export { RIGHTS, roleBits, ROLES, type Right, type Role } from './roles.js';
export { type Scope, SCOPES } from './scopes.js';
export { SECOND_FACTOR_METHODS, type SecondFactorMethod, STEP_UP_SECONDS, StepUpGuard } from './step-up.guard.js';
