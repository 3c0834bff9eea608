import { Controller, Delete, Get, Param } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Caller, Operation, type Principal, sessionOf } from '@plumbline/common';
import { EndSessions } from '../use-cases/end-sessions.js';
import { ListSessions } from '../use-cases/list-sessions.js';
import { SessionList, SessionParams, toSessionResponse } from './session.dto.js';

@ApiTags('auth')
@Controller('auth/sessions')
export class SessionsController {
  constructor(
    private readonly listSessions: ListSessions,
    private readonly endSessions: EndSessions,
  ) {}

  @Operation('auth.listSessions', { summary: 'List where I am logged in', description: 'Latest login first; a person has at most 50 sessions.', response: SessionList })
  @Get()
  async list(@Caller() caller: Principal): Promise<SessionList> {
    const { userId, sessionId } = sessionOf(caller);
    const sessions = await this.listSessions.execute(userId);
    return { items: sessions.map((session) => toSessionResponse(session, sessionId)) };
  }

  @Operation('auth.revokeSession', { summary: 'Log out one device', status: 204 })
  @Delete(':sessionId')
  async revoke(@Caller() caller: Principal, @Param() { sessionId }: SessionParams): Promise<void> {
    await this.endSessions.one(caller.userId, sessionId);
  }
}
