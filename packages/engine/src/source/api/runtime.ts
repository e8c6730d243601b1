import { EngineError } from '../../errors.ts'
import type { Scrubber } from '../../vault/scrub-secrets.ts'
import type { SourceNotice } from '../source.ts'
import type { Authenticator } from './auth/authenticator.ts'
import { isMap } from './manifest/build-component.ts'
import type { Component } from './manifest/component.ts'
import type { Pacer } from './request/pacer.ts'
import type { ResponseCache } from './request/response-cache.ts'
import { renderCondition, renderText, renderValue, TemplateError } from './template/template.ts'

/** What the parts of a connected source share. One for each connection, for the time it is open. */
export type Runtime = {
  /** Settings and secrets in one: what templates see. Never printed. */
  config: Readonly<Record<string, unknown>>
  scrubber: Scrubber
  pacer: Pacer
  now(): Date
  /** Waits; rejects with the reason of the signal. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
  /** A token that the source exchanged for a new one: stored before it is used. */
  rotate(path: readonly string[], value: string): Promise<void>
  /** Runs `work`, which exchanges the token at `path` for a new one, alone and with the token on file. */
  exchange<T>(path: readonly string[], work: () => Promise<T>): Promise<T>
  /** One for all requests that sign in the same way: a token is fetched once, however many streams use it. */
  authenticators: Map<string, Authenticator>
  /** Of one read: answers of requesters that say `use_cache`. Left out: none are kept. */
  cache?: ResponseCache
  notice(notice: SourceNotice): void
}

export type Variables = Readonly<Record<string, unknown>>

/** A template of a component as a value; null for nothing. */
export function evaluate(runtime: Runtime, component: Component, source: unknown, variables: Variables = {}): unknown {
  if (typeof source !== 'string') return source ?? null
  return guarded(runtime, component, () => renderValue(source, all(runtime, component, variables), runtime))
}

/** A template of a component as text, null for nothing. */
export function evaluateText(
  runtime: Runtime,
  component: Component,
  source: unknown,
  variables: Variables = {},
): string | null {
  if (source === undefined || source === null) return null
  if (typeof source === 'boolean') return source ? 'True' : 'False'
  if (typeof source !== 'string') return String(source)
  return guarded(runtime, component, () => renderText(source, all(runtime, component, variables), runtime))
}

export function evaluateCondition(
  runtime: Runtime,
  component: Component,
  source: unknown,
  variables: Variables = {},
): boolean {
  if (typeof source === 'boolean') return source
  return guarded(runtime, component, () => renderCondition(String(source), all(runtime, component, variables), runtime))
}

/** Templates at any depth of a map or list. Entries that come to nothing are left out, as upstream leaves them out. */
export function evaluateDeep(
  runtime: Runtime,
  component: Component,
  source: unknown,
  variables: Variables = {},
): unknown {
  return deep(runtime, component, source, variables, (leaf) => evaluate(runtime, component, leaf, variables))
}

/**
 * As `evaluateDeep`, for what travels as text (parameters, headers, forms): a number stays as it was written, so an id
 * that happens to read `1e5` arrives as it is.
 */
export function evaluateDeepText(
  runtime: Runtime,
  component: Component,
  source: unknown,
  variables: Variables = {},
): unknown {
  return deep(runtime, component, source, variables, (leaf) => {
    const value = evaluate(runtime, component, leaf, variables)
    return isWritten(value) && typeof leaf === 'string' ? evaluateText(runtime, component, leaf, variables) : value
  })
}

function deep(
  runtime: Runtime,
  component: Component,
  source: unknown,
  variables: Variables,
  leafValue: (leaf: unknown) => unknown,
): unknown {
  const inner = (item: unknown) => deep(runtime, component, item, variables, leafValue)
  if (Array.isArray(source)) return source.map(inner).filter((item) => item !== null)
  if (!isMap(source)) return leafValue(source)
  const out: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(source)) {
    const value = inner(item)
    const name = key.includes('{') ? evaluateText(runtime, component, key, variables) : key
    if (value !== null && name !== null) out[name] = value
  }
  return out
}

const isWritten = (value: unknown): boolean => typeof value === 'number' || typeof value === 'bigint'

/** What names the next page: a number stays as the source wrote it (`000` is a name); a plain zero means that there is none. */
export function evaluateToken(runtime: Runtime, component: Component, source: unknown, variables: Variables): unknown {
  const value = evaluate(runtime, component, source, variables)
  if (!isWritten(value)) return value
  const text = evaluateText(runtime, component, source, variables)
  return text !== null && /^[+-]?0(\.0*)?$/.test(text) ? null : text
}

/** A number from a template, or undefined. */
export function evaluateNumber(
  runtime: Runtime,
  component: Component,
  source: unknown,
  variables: Variables = {},
): number | undefined {
  const value = evaluate(runtime, component, source, variables)
  const number = typeof value === 'boolean' || value === null || value === '' ? Number.NaN : Number(value)
  return Number.isFinite(number) ? number : undefined
}

const all = (runtime: Runtime, component: Component, variables: Variables): Variables => ({
  config: runtime.config,
  parameters: component.parameters,
  ...variables,
})

/** A template that fails names its place in the manifest, and nothing of the data it was fed. */
function guarded<T>(runtime: Runtime, component: Component, run: () => T): T {
  try {
    return run()
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error
    throw new EngineError(
      'manifest_expression_failed',
      runtime.scrubber.scrub(
        `An expression of the connector failed at ${component.path} (${component.type}): ${error.message}.`,
      ),
      {
        detail: { path: component.path },
      },
    )
  }
}
