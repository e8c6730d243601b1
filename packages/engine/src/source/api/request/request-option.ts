import type { Component } from '../manifest/component.ts'
import { list, text } from '../manifest/component.ts'
import { evaluateText, type Runtime, type Variables } from '../runtime.ts'
import { type ApiRequest, paramText } from './api-request.ts'

/** Puts one value where a RequestOption says: a parameter, a header, a field of the body. */
export function injectOption(
  runtime: Runtime,
  option: Component,
  value: unknown,
  request: ApiRequest,
  variables: Variables = {},
): void {
  const path = list(option, 'field_path').map((part) => evaluateText(runtime, option, part, variables) ?? '')
  const name = path.length > 0 ? path : [evaluateText(runtime, option, text(option, 'field_name'), variables) ?? '']
  const key = name.at(-1) as string
  switch (text(option, 'inject_into')) {
    case 'request_parameter':
      request.params[key] = value
      return
    case 'header':
      request.headers[key] = paramText(value)
      return
    case 'body_data':
      request.body = {
        kind: 'form',
        value: { ...(request.body.kind === 'form' ? request.body.value : {}), [key]: value },
      }
      return
    default: {
      const body =
        request.body.kind === 'json' && typeof request.body.value === 'object' && request.body.value !== null
          ? structuredClone(request.body.value)
          : {}
      setPath(body as Record<string, unknown>, name, value)
      request.body = { kind: 'json', value: body }
    }
  }
}

/** Sets a value at a path, making the maps on the way. A part that is a number goes into a list that is already there. */
export function setPath(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  let at: Record<string, unknown> = target
  for (const part of path.slice(0, -1)) {
    const next = Object.hasOwn(at, part) ? at[part] : undefined
    if (typeof next !== 'object' || next === null) define(at, part, {})
    at = at[part] as Record<string, unknown>
  }
  const last = path.at(-1)
  if (last !== undefined) define(at, last, value)
}

const define = (target: object, key: string, value: unknown): void => {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
}
