import { Injectable } from '@nestjs/common';
import { cookieValue, REFRESH_COOKIE } from '@plumbline/common';
import { Clock, Config } from '@plumbline/config';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEVICE_KNOWN_MS } from '../domain/login-limits.js';
import type { SessionTokens } from '../use-cases/open-session.js';

/** Marks a device on which somebody has logged in. */
const DEVICE_COOKIE = 'plumbline_device';

const AUTH_PATH = '/api/v1/auth';

/**
 * Identity's cookies (RFC 6265): out of reach of scripts, never sent on behalf of another site, sent to nothing but the
 * operations that read them. Their values are base64url and dots, so that nothing needs quoting.
 */
@Injectable()
export class IdentityCookies {
  readonly #secure: string;

  constructor(
    config: Config,
    private readonly clock: Clock,
  ) {
    this.#secure = config.get('PUBLIC_URL').startsWith('https:') ? '; Secure' : '';
  }

  setRefresh(reply: FastifyReply, { token, expiresAt }: SessionTokens['refresh']): void {
    this.#set(reply, REFRESH_COOKIE, token, AUTH_PATH, Math.floor((expiresAt.getTime() - this.clock.now().getTime()) / 1000));
  }

  clearRefresh(reply: FastifyReply): void {
    this.#set(reply, REFRESH_COOKIE, '', AUTH_PATH, 0);
  }

  setDevice(reply: FastifyReply, mark: string): void {
    this.#set(reply, DEVICE_COOKIE, mark, `${AUTH_PATH}/login`, DEVICE_KNOWN_MS / 1000);
  }

  /** The refresh cookie; the authentication guard has made sure that there is one. */
  refreshOf(request: FastifyRequest): string {
    return cookieValue(request.headers.cookie, REFRESH_COOKIE) ?? '';
  }

  deviceOf(request: FastifyRequest): string | undefined {
    return cookieValue(request.headers.cookie, DEVICE_COOKIE);
  }

  #set(reply: FastifyReply, name: string, value: string, path: string, maxAgeSeconds: number): void {
    reply.header('set-cookie', `${name}=${value}; Path=${path}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${this.#secure}`);
  }
}
