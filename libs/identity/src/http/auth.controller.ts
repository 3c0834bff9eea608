import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, ClientAddress, Operation, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeClient } from '../domain/client-description.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { CompleteLogIn } from '../use-cases/complete-log-in.js';
import { EndSessions } from '../use-cases/end-sessions.js';
import { type LoggedIn, LogIn } from '../use-cases/log-in.js';
import { LogOut } from '../use-cases/log-out.js';
import type { SessionTokens } from '../use-cases/open-session.js';
import { RefreshSession } from '../use-cases/refresh-session.js';
import { Register } from '../use-cases/register.js';
import { LoginDto, LoginResponse, RegisterDto, RegistrationResponse, TokenResponse } from './auth.dto.js';
import { FormOriginGuard } from './form-origin.guard.js';
import { IdentityCookies } from './identity-cookies.js';
import { CompleteLoginDto, SecondFactorChallenge, toProof } from './second-factor.dto.js';
import { toUserResponse } from './user.dto.js';

const REGISTERED: RegistrationResponse = { detail: 'We have sent you a mail. Open the link in it, then log in.' };

function toTokenResponse({ access }: SessionTokens): TokenResponse {
  return { accessToken: access.token, tokenType: 'Bearer', expiresIn: access.expiresIn };
}

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly register: Register,
    private readonly logIn: LogIn,
    private readonly completeLogIn: CompleteLogIn,
    private readonly refreshSession: RefreshSession,
    private readonly logOut: LogOut,
    private readonly endSessions: EndSessions,
    private readonly cookies: IdentityCookies,
    private readonly clients: ClientAddress,
  ) {}

  @Operation('auth.register', {
    summary: 'Open an account',
    description: 'Answered the same, at the same cost, whether or not the address has an account. A mail goes to it: with a link that opens the new account, or with the news that it has one already.',
    status: 202,
    response: RegistrationResponse,
    body: ['json', 'form'],
    example: { email: 'ada@example.org', password: 'plumb line in the wind', name: 'Ada Lovelace', accountType: 'client' },
    rateLimit: 'auth',
    problems: [PROBLEMS.OVERLOADED],
  })
  @Post('register')
  async registerPerson(@Body() command: RegisterDto): Promise<RegistrationResponse> {
    await this.register.execute(command);
    return REGISTERED;
  }

  @Operation('auth.login', {
    summary: 'Log in',
    description: 'Gives an access token and, as a cookie, a refresh token. After too many wrong passwords strangers must wait; a device on which you have logged in before need not. Where the account has a second factor, there is a ticket in place of tokens.',
    response: [LoginResponse, SecondFactorChallenge],
    body: ['json', 'form', 'multipart'],
    example: { email: 'client@demo.test', password: 'the demo password that npm start printed' },
    rateLimit: 'auth',
    secret: true,
    problems: [IDENTITY_PROBLEMS.INVALID_CREDENTIALS, IDENTITY_PROBLEMS.ACCOUNT_SUSPENDED, PROBLEMS.FORBIDDEN, IDENTITY_PROBLEMS.LOGIN_THROTTLED, PROBLEMS.OVERLOADED],
  })
  @UseGuards(FormOriginGuard)
  @Post('login')
  async login(@Body() { email, password }: LoginDto, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<LoginResponse | SecondFactorChallenge> {
    const outcome = await this.logIn.execute({ email, password, device: this.cookies.deviceOf(request), addressKey: this.clients.of(request).key, client: this.#clientOf(request) });
    return 'ticket' in outcome ? { secondFactorRequired: true, ...outcome } : this.#welcome(outcome, reply);
  }

  @Operation('auth.completeLogin', {
    summary: 'Show the second factor of a login',
    description: 'Takes the ticket of the login and a code of the app or a recovery code. The session begins stepped up.',
    response: LoginResponse,
    rateLimit: 'auth',
    secret: true,
    problems: [IDENTITY_PROBLEMS.LOGIN_EXPIRED, IDENTITY_PROBLEMS.ACCOUNT_SUSPENDED, IDENTITY_PROBLEMS.SECOND_FACTOR_MISSING, IDENTITY_PROBLEMS.SECOND_FACTOR_REFUSED, IDENTITY_PROBLEMS.SECOND_FACTOR_THROTTLED],
  })
  @Post('login/second-factor')
  async completeLogin(@Body() { ticket, ...shown }: CompleteLoginDto, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<LoginResponse> {
    return this.#welcome(await this.completeLogIn.execute({ ticket, proof: toProof(shown), client: this.#clientOf(request) }), reply);
  }

  @Operation('auth.refresh', {
    summary: 'Trade the refresh cookie for a new access token',
    description: 'The cookie is replaced; the old one gives the same answer for 30 s, so that tabs do not log each other out, and ends the session when it comes back later.',
    response: TokenResponse,
    rateLimit: 'auth',
    secret: true,
    problems: [IDENTITY_PROBLEMS.REFRESH_REUSED],
  })
  @Post('refresh')
  async refresh(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<TokenResponse> {
    const tokens = await this.refreshSession.execute(this.cookies.refreshOf(request));
    this.cookies.setRefresh(reply, tokens.refresh);
    return toTokenResponse(tokens);
  }

  @Operation('auth.logout', { summary: 'Log out on this device', status: 204 })
  @Post('logout')
  async logout(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.logOut.execute(this.cookies.refreshOf(request));
    this.cookies.clearRefresh(reply);
  }

  @Operation('auth.logoutEverywhere', { summary: 'Log out on all devices', description: 'Access tokens end at once, too.', status: 204 })
  @Post('logout-everywhere')
  async logoutEverywhere(@Caller() caller: Principal, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.endSessions.all(caller.userId, 'logout-everywhere');
    this.cookies.clearRefresh(reply);
  }

  #clientOf(request: FastifyRequest): string {
    return describeClient(request.headers['user-agent'], this.clients.of(request).address);
  }

  #welcome({ account, tokens, device }: LoggedIn, reply: FastifyReply): LoginResponse {
    this.cookies.setRefresh(reply, tokens.refresh);
    this.cookies.setDevice(reply, device);
    return { ...toTokenResponse(tokens), user: toUserResponse(account) };
  }
}
