import { type ChildProcess, spawn } from 'node:child_process'
import type { User } from './unprivileged-user.ts'

/**
 * Told each process number on a line of its own (`-` for none), it waits for its input to end. The kernel ends it when
 * Godwit dies, however it dies; what is then still running is asked to stop, and after 10 s told to. Ended but not
 * collected (state Z: a container without an init) counts as stopped.
 */
const script = `
pid=-
while read -r line; do pid=$line; done
[ "$pid" = - ] && exit 0
kill -INT "$pid" 2>/dev/null || exit 0
tries=0
while kill -0 "$pid" 2>/dev/null; do
  state=
  [ -r "/proc/$pid/stat" ] && read -r _ _ state _ < "/proc/$pid/stat"
  [ "$state" = Z ] && exit 0
  tries=$((tries + 1))
  [ "$tries" -gt 100 ] && kill -QUIT "$pid" 2>/dev/null && exit 0
  sleep 0.1
done
`

/** Stops a child process when this one is gone, SIGKILL included. */
export type Watchdog = {
  /** Names the process to be stopped; null when it has ended, since its number may be given out again. */
  watch(pid: number | null): void
  /** Ends the watchdog; a process still watched is stopped by it. */
  close(): void
}

/** Starts a shell (about 1 MB) in a session of its own, so that Ctrl+C on the terminal does not reach it. */
export function startWatchdog(user: User | undefined): Watchdog {
  let watched: number | null = null
  let closed = false
  let child: ChildProcess
  const start = () => {
    child = spawn('/bin/sh', ['-c', script, 'godwit-watchdog'], {
      ...user,
      cwd: '/',
      env: { PATH: '/usr/bin:/bin' },
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    child.unref()
    // Without a shell there is only the next start to clean up.
    child.once('error', () => {})
    child.stdin?.on('error', () => {})
    child.once('exit', () => {
      if (!closed) start()
    })
    tell()
  }
  const tell = () => child.stdin?.write(`${watched ?? '-'}\n`)
  start()
  return {
    watch(pid) {
      watched = pid
      tell()
    },
    close() {
      closed = true
      child.stdin?.end()
    },
  }
}
