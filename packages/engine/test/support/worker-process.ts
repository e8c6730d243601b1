/**
 * A worker in a process of its own, for tests that kill it. Settings come from the environment, as for a server; the
 * argument says at which point of its work it stops, for ever or for a while, as JSON `{step, at, pauseMs}`. It tells its parent over IPC:
 * `ready`, then each point that it reaches.
 */
import { openApp } from '../../src/app.ts'
import { parseConfig } from '../../src/config.ts'
import { startWorker } from '../../src/run/index.ts'

const { step, at, leaseSeconds, pauseMs } = JSON.parse(process.argv[2] ?? '{}') as {
  step?: string
  at?: string
  leaseSeconds?: number
  pauseMs?: number
}
const app = await openApp(parseConfig(process.env))
process.on('disconnect', () => process.exit(0))
await startWorker(app, {
  leaseSeconds,
  observe: async (point) => {
    process.send?.(point)
    if (point.step !== step || point.at !== at) return
    await new Promise((resolve) => {
      if (pauseMs !== undefined) setTimeout(resolve, pauseMs)
    })
  },
})
process.send?.('ready')
