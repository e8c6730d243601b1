import { parseDuration } from '../datetime/datetime.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, children, raw, text } from '../manifest/component.ts'
import { renderValue } from '../template/template.ts'
import type { Budget } from './pacer.ts'

/** The call budgets that a manifest declares. */
export function readBudgets(
  component: Component | undefined,
  config: Readonly<Record<string, unknown>>,
  now: () => Date,
): Budget[] {
  if (!component) return []
  const number = (part: Component, field: string): number => {
    const value = raw(part, field)
    return Number(
      typeof value === 'string' ? renderValue(value, { config, parameters: part.parameters }, { now }) : value,
    )
  }
  return children(component, 'policies').flatMap((policy) => {
    const matches = matcher(children(policy, 'matchers'))
    if (policy.type === 'FixedWindowCallRatePolicy')
      return budget(number(policy, 'call_limit'), text(policy, 'period'), matches)
    if (policy.type === 'MovingWindowCallRatePolicy')
      return children(policy, 'rates').flatMap((rate) => budget(number(rate, 'limit'), text(rate, 'interval'), matches))
    return []
  })
}

function budget(limit: number, period: string | undefined, matches: Budget['matches']): Budget[] {
  const duration = parseDuration(period ?? '')
  return duration && duration.us > 0 && limit >= 1
    ? [{ limit: Math.floor(limit), windowMs: duration.us / 1000, matches }]
    : []
}

/** No matcher matches everything. */
function matcher(matchers: readonly Component[]): Budget['matches'] {
  if (matchers.length === 0) return () => true
  return (method, url) =>
    matchers.some((one) => {
      const wanted = text(one, 'method')
      const base = text(one, 'url_base')
      const pattern = text(one, 'url_path_pattern')
      const params = raw(one, 'params')
      return (
        (wanted === undefined || wanted.toUpperCase() === method) &&
        (base === undefined || url.href.startsWith(base)) &&
        (pattern === undefined || matchesPath(pattern, url.pathname)) &&
        (!isMap(params) ||
          Object.entries(params).every(([name, value]) => url.searchParams.get(name) === String(value)))
      )
    })
}

function matchesPath(pattern: string, path: string): boolean {
  try {
    return new RegExp(pattern).test(path)
  } catch {
    return path.startsWith(pattern)
  }
}
