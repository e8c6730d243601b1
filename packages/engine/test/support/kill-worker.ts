import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { TestApp } from './open-test-app.ts'

const script = fileURLToPath(new URL('./worker-process.ts', import.meta.url))

/** A worker in a process of its own. */
export type WorkerProcess = {
  /** Resolves when the worker has reached the point at which it was to stop. */
  reached: Promise<void>
  /** SIGKILL, as the kernel or an impatient operator does it. */
  kill(): Promise<void>
  /** SIGSTOP: it does nothing, and does not know it. */
  freeze(): void
  thaw(): void
}

/** Starts a worker process on the store and storage of a test app; it stops at the given point, for
 * ever or for `pauseMs`. */
export async function startWorkerProcess(
  app: TestApp,
  options: { step?: string; at?: string; leaseSeconds?: number; pauseMs?: number },
): Promise<WorkerProcess> {
  const child: ChildProcess = fork(script, [JSON.stringify(options)], {
    env: {
      PATH: process.env['PATH'],
      GODWIT_DATA_DIR: app.config.dataDir,
      GODWIT_DATABASE_URL: app.config.databaseUrl!.reveal(),
      GODWIT_MEMORY_LIMIT_BYTES: String(app.config.memoryLimitBytes),
      GODWIT_LOG_LEVEL: 'error',
      ...(app.config.model === null
        ? {}
        : { GODWIT_MODEL: app.config.model.name, GODWIT_MODEL_BASE_URL: app.config.model.baseUrl }),
      ...(app.config.connectorsDir === null ? {} : { GODWIT_CONNECTORS_DIR: app.config.connectorsDir }),
      ...(app.config.allowPrivateHosts.length === 0
        ? {}
        : { GODWIT_ALLOW_PRIVATE_HOSTS: app.config.allowPrivateHosts.join(',') }),
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const exited = once(child, 'exit')
  const ready = Promise.withResolvers<void>()
  const reached = Promise.withResolvers<void>()
  reached.promise.catch(() => {})
  child.on('message', (message: 'ready' | { step: string; at: string }) => {
    if (message === 'ready') ready.resolve()
    else if (message.step === options.step && message.at === options.at) reached.resolve()
  })
  child.on('exit', (code, signal) => {
    const error = new Error(`the worker process has ended by itself: ${code ?? signal}`)
    ready.reject(error)
    reached.reject(error)
  })
  await ready.promise
  return {
    reached: reached.promise,
    async kill() {
      child.kill('SIGKILL')
      await exited
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  }
}
