export { ACCESS, requiredRight, type AccessRule, type BusinessOperationId, type OperationId } from './access-table.js';
export { AuthenticationGuard, cookieValue, REFRESH_COOKIE } from './authentication.guard.js';
export { Caller } from './caller.js';
export { Authenticator, type Principal } from './principal.js';
export { RoleGuard } from './role.guard.js';
export { RIGHTS, roleBits, ROLES, type Right, type Role } from './roles.js';
