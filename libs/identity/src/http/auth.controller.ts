import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, ClientAddress, Operation, type Principal } from '@plumbline/common';
import { PROBLEMS } from '@plumbline/problems';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { describeClient } from '../domain/client-description.js';
import { IDENTITY_PROBLEMS } from '../domain/problems.js';
import { EndSessions } from '../use-cases/end-sessions.js';
import { LogIn } from '../use-cases/log-in.js';
import { LogOut } from '../use-cases/log-out.js';
import type { SessionTokens } from '../use-cases/open-session.js';
import { RefreshSession } from '../use-cases/refresh-session.js';
import { Register } from '../use-cases/register.js';
import { LoginDto, LoginResponse, RegisterDto, RegistrationResponse, TokenResponse } from './auth.dto.js';
import { FormOriginGuard } from './form-origin.guard.js';
import { IdentityCookies } from './identity-cookies.js';
import { toUserResponse } from './user.dto.js';

const REGISTERED: RegistrationResponse = { detail: 'If this address had no account, it has one now. Log in.' };

function toTokenResponse({ access }: SessionTokens): TokenResponse {
  return { accessToken: access.token, tokenType: 'Bearer', expiresIn: access.expiresIn };
}

@ApiTags('auth')
@Controller('auth')
export class AuthController {
  constructor(
    private readonly register: Register,
    private readonly logIn: LogIn,
    private readonly refreshSession: RefreshSession,
    private readonly logOut: LogOut,
    private readonly endSessions: EndSessions,
    private readonly cookies: IdentityCookies,
    private readonly clients: ClientAddress,
  ) {}

  @Operation('auth.register', {
    summary: 'Open an account',
    description: 'Answered the same, at the same cost, whether or not the address has an account.',
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
    description: 'Gives an access token and, as a cookie, a refresh token. After too many wrong passwords strangers must wait; a device on which you have logged in before need not.',
    response: LoginResponse,
    body: ['json', 'form', 'multipart'],
    example: { email: 'client@demo.test', password: 'the demo password that npm start printed' },
    rateLimit: 'auth',
    secret: true,
    problems: [IDENTITY_PROBLEMS.INVALID_CREDENTIALS, IDENTITY_PROBLEMS.ACCOUNT_SUSPENDED, PROBLEMS.FORBIDDEN, IDENTITY_PROBLEMS.LOGIN_THROTTLED, PROBLEMS.OVERLOADED],
  })
  @UseGuards(FormOriginGuard)
  @Post('login')
  async login(@Body() { email, password }: LoginDto, @Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<LoginResponse> {
    const { address, key } = this.clients.of(request);
    const client = describeClient(request.headers['user-agent'], address);
    const { account, tokens, device } = await this.logIn.execute({ email, password, device: this.cookies.deviceOf(request), addressKey: key, client });
    this.cookies.setRefresh(reply, tokens.refresh);
    this.cookies.setDevice(reply, device);
    return { ...toTokenResponse(tokens), user: toUserResponse(account) };
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
}
