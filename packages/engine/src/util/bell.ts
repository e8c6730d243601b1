/** Wakes one waiter. A ring while nobody waits is remembered, so no wake-up is lost. */
export type Bell = {
  ring(): void
  /** Resolves at the next ring, after `timeoutMs`, or when the signal aborts. */
  wait(timeoutMs: number): Promise<void>
  close(): void
}

export function openBell(signal?: AbortSignal): Bell {
  let rung = false
  let wake: (() => void) | null = null
  const ring = () => {
    rung = true
    wake?.()
  }
  signal?.addEventListener('abort', ring)
  return {
    ring,
    async wait(timeoutMs) {
      if (!rung && !signal?.aborted) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, timeoutMs)
          wake = () => {
            clearTimeout(timer)
            resolve()
          }
        })
      }
      wake = null
      rung = false
    },
    close() {
      signal?.removeEventListener('abort', ring)
      wake?.()
    },
  }
}
