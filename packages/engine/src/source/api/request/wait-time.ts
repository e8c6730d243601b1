/** Beyond it a number can only be a time since 1970: in seconds, or in milliseconds. */
const epochSeconds = 1_000_000_000
const epochMs = 1_000_000_000_000

/** How long a `Retry-After` asks to wait, in ms: seconds or an HTTP date. Null: it says nothing. */
export function retryAfterMs(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text)
    return number >= epochSeconds ? untilMs(text, now) : number * 1000
  }
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}

/** How long until a reset, in ms: seconds or milliseconds since 1970, seconds from now, or a date. Null: it says nothing. */
export function untilMs(value: string | undefined, now: Date): number | null {
  if (value === undefined) return null
  const text = value.trim()
  if (/^\d+(\.\d+)?$/.test(text)) {
    const number = Number(text)
    const ms =
      number >= epochMs
        ? number - now.getTime()
        : number >= epochSeconds
          ? number * 1000 - now.getTime()
          : number * 1000
    return Math.max(0, ms)
  }
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - now.getTime())
}

/** What an answer itself says about waiting, whatever the connector declares. Null: nothing. */
export function advisedWaitMs(headers: Readonly<Record<string, string>>, now: Date): number | null {
  const asked = retryAfterMs(headers['retry-after'], now)
  if (asked !== null) return asked
  for (const name of ['x-ratelimit-reset', 'ratelimit-reset', 'x-rate-limit-reset', 'x-hubspot-ratelimit-reset'])
    if (headers[name] !== undefined) {
      const wait = untilMs(headers[name], now)
      if (wait !== null) return wait
    }
  const reset = /\breset=(\d+(?:\.\d+)?)/.exec(headers['ratelimit'] ?? '')?.[1]
  return reset === undefined ? null : untilMs(reset, now)
}
