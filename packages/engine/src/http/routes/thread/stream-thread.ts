import { z } from 'zod'
import { followEvents } from '../../../thread/index.ts'
import { sendEventStream } from '../../event-stream.ts'
import { findOwnMigration } from '../../find-own-migration.ts'
import { migrationParams } from '../../params.ts'
import { route } from '../../route.ts'
import { threadQuery } from './read-thread.ts'

export const streamThread = route({
  method: 'GET',
  path: '/api/v1/migrations/:migration_id/thread/stream',
  summary: 'The thread as server-sent events',
  description:
    '`id:` the sequence, `event:` the type, `data:` the event. Replays from `Last-Event-ID` (or `after`), then follows ' +
    'live; a comment at least every 15 s.',
  params: migrationParams,
  query: threadQuery,
  headers: { 'last-event-id': z.string().optional().describe('The last sequence seen; counts before `after`') },
  reply: { status: 200, stream: { 'text/event-stream': 'Events of the thread' } },
  errors: ['migration_not_found'],
  async handle({ app, caller, params, query, request, reply }) {
    const { id } = await findOwnMigration(app.store, caller.accountId, params.migration_id)
    const seen = request.headers['last-event-id']
    const after = typeof seen === 'string' && /^\d{1,15}$/.test(seen) ? Number(seen) : query.after
    const follow = (signal: AbortSignal) => followEvents(app.store, id, { after, include: query.include, signal })
    sendEventStream(request, reply, { follow, closing: request.server.closing })
    return undefined
  },
})
