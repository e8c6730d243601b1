import { setTimeout as sleep } from 'node:timers/promises'
import type pg from 'pg'

type OnNotify = (payload: string | null) => void

/**
 * One connection that listens to all channels of this process.
 *
 * - idle: nobody has listened yet; there is no connection.
 * - connected: every channel is listened to.
 * - lost: the connection broke; it is opened anew, with growing pauses, until it is back or the listener is closed.
 *   What was notified meanwhile is gone, so everybody is then called with null and reads what they missed.
 */
export type Listener = {
  /** Notifications count from when this resolves. With the server away it resolves too: null then says when it is back. */
  listen(channel: string, onNotify: OnNotify): Promise<() => Promise<void>>
  close(): Promise<void>
}

/** A caller waits this long for the connection; after that it is told by null. */
const patienceMs = 5_000

export function openListener(connect: () => Promise<pg.Client>): Listener {
  const channels = new Map<string, Set<OnNotify>>()
  const stopping = new AbortController()
  let client: pg.Client | undefined
  let opening: Promise<void> | undefined
  let lost = false

  const openOnce = async () => {
    const opened = await connect()
    let ended = false
    opened.on('error', () => {})
    opened.once('end', () => {
      ended = true
      if (client === opened) reopen()
    })
    opened.on('notification', ({ channel, payload }) => {
      for (const onNotify of channels.get(channel) ?? []) onNotify(payload ?? '')
    })
    // A channel that is added meanwhile is reached too: a Map's iteration sees additions.
    for (const channel of channels.keys()) await opened.query(`LISTEN ${quoted(channel)}`)
    if (stopping.signal.aborted) return void (await opened.end())
    if (ended) throw new Error('the connection broke while it was being opened')
    client = opened
  }
  const open = async () => {
    for (let pauseMs = 50; !stopping.signal.aborted; pauseMs = Math.min(pauseMs * 2, 2_000)) {
      try {
        await openOnce()
        break
      } catch {
        lost = true
        await sleep(pauseMs, undefined, { ref: false, signal: stopping.signal }).catch(() => {})
      }
    }
    opening = undefined
    if (!lost || stopping.signal.aborted) return
    lost = false
    for (const listeners of [...channels.values()]) for (const onNotify of [...listeners]) onNotify(null)
  }
  const reopen = () => {
    client = undefined
    lost = true
    opening ??= open()
  }

  return {
    async listen(channel, onNotify) {
      const listeners = channels.get(channel) ?? new Set<OnNotify>()
      const isNew = listeners.size === 0
      channels.set(channel, listeners.add(onNotify))
      if (client) {
        // A connection that breaks here is opened anew, with this channel.
        if (isNew) await client.query(`LISTEN ${quoted(channel)}`).catch(() => {})
      } else {
        opening ??= open()
        await Promise.race([opening, sleep(patienceMs, undefined, { ref: false })])
      }
      return async () => {
        listeners.delete(onNotify)
        if (listeners.size > 0 || channels.get(channel) !== listeners) return
        channels.delete(channel)
        await client?.query(`UNLISTEN ${quoted(channel)}`).catch(() => {})
      }
    },
    async close() {
      stopping.abort()
      channels.clear()
      await opening
      const current = client
      client = undefined
      await current?.end()
    },
  }
}

const quoted = (channel: string) => `"${channel.replaceAll('"', '""')}"`
