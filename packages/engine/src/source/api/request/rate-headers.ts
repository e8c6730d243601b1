import type { Rate } from './learned-limit.ts'

/**
 * The rate that an answer's headers state, where they say for how long the limit counts: `RateLimit-Policy` and
 * `RateLimit-Limit` of the drafts (`100;w=10`, `"burst";q=100;w=60`) and HubSpot's pair. Of several the slowest, which
 * keeps to the others too. Null: they state none.
 */
export function statedRate(headers: Readonly<Record<string, string>>): Rate | null {
  const rates: Rate[] = []
  for (const name of ['ratelimit-policy', 'ratelimit-limit', 'x-ratelimit-limit', 'x-ratelimit-policy'])
    for (const policy of (headers[name] ?? '').split(',')) {
      const limit = /;\s*q=(\d+)/.exec(policy)?.[1] ?? /^\s*(\d+)\s*;/.exec(policy)?.[1]
      const seconds = /;\s*w=(\d+)/.exec(policy)?.[1]
      if (limit && seconds) rates.push({ limit: Number(limit), windowMs: Number(seconds) * 1000 })
    }
  const most = headers['x-hubspot-ratelimit-max']
  const interval = headers['x-hubspot-ratelimit-interval-milliseconds']
  if (most && interval) rates.push({ limit: Math.floor(Number(most)), windowMs: Number(interval) })
  return rates
    .filter(({ limit, windowMs }) => limit >= 1 && windowMs >= 1)
    .reduce<Rate | null>((slowest, rate) => (slowest && perMs(slowest) <= perMs(rate) ? slowest : rate), null)
}

const perMs = ({ limit, windowMs }: Rate): number => limit / windowMs
