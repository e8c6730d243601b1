import type { FastifyInstance } from 'fastify'
import type { App } from '../app.ts'
import { deleteExpiredKeys } from '../store/queries/delete-expired-keys.ts'
import { deleteOldWindows } from '../store/queries/delete-old-windows.ts'
import { keepRepliesMs } from './idempotency.ts'
import { windowMs } from './rate-limit.ts'
import { removeExpired } from './remove-expired.ts'
import { finishRemovals } from './remove-migration.ts'

const everyMs = 60 * 60 * 1000

/**
 * Forgets what the API kept for a while (first replies, rate windows), removes what accounts keep no longer, and
 * finishes removals that a crash cut short. Once when the server starts, then every hour. Any number of processes may do
 * it at once.
 */
export function keepHouse(server: FastifyInstance, app: App): void {
  let timer: NodeJS.Timeout | undefined
  let under: Promise<void> = Promise.resolve()
  const sweep = async () => {
    const now = app.now().getTime()
    await deleteExpiredKeys(app.store, new Date(now - keepRepliesMs))
    await deleteOldWindows(app.store, new Date(now - 10 * windowMs))
    await finishRemovals(app)
    await removeExpired(app)
  }
  const start = () => {
    // Nothing waits for it, so a failure has nobody to reach but the log; the next hour tries again.
    under = sweep().catch((err) => app.log.warn({ err }, 'housekeeping failed'))
  }
  server.addHook('onListen', async () => {
    start()
    timer = setInterval(start, everyMs).unref()
  })
  server.addHook('onClose', async () => {
    clearInterval(timer)
    await under
  })
}
