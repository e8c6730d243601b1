import { inspect } from 'node:util'

const values = new WeakMap<Secret, string>()

/**
 * A text that must not be seen, on its way from the vault or the configuration to the one place that needs it. Every
 * way of printing it (string, JSON, inspect, template, spread, structured log) gives `[secret]`; only `reveal` gives
 * the value, so a search for that word finds every place that holds one in the clear.
 */
export class Secret {
  constructor(value: string) {
    values.set(this, value)
    Object.freeze(this)
  }

  /** The value itself: for a request that is about to be sent, never for a message, a log or a row. */
  reveal(): string {
    return values.get(this) ?? ''
  }

  toString(): string {
    return '[secret]'
  }

  toJSON(): string {
    return '[secret]'
  }

  [Symbol.toPrimitive](): string {
    return '[secret]'
  }

  [inspect.custom](): string {
    return '[secret]'
  }
}

export const isSecret = (value: unknown): value is Secret => value instanceof Secret
