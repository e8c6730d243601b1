import { EngineError } from '../../../errors.ts'

const maxChain = 200

/**
 * Follows `$ref: '#/a/b'` and texts of the form `#/definitions/…` inside a document. Keys beside `$ref` replace whole
 * values of what it points to. What was resolved once is shared, so references cannot blow a document up. A reference
 * to nothing, or in a circle, is refused with the chain that shows it.
 */
export class References {
  readonly #root: unknown
  readonly #done = new Map<object, unknown>()
  readonly #busy = new Set<object>()
  readonly #chain: string[] = []
  constructor(root: unknown) {
    this.#root = root
  }

  resolve(value: unknown): unknown {
    if (typeof value === 'string') return isPointer(value) ? this.#follow(value, this.#exists(value)) : value
    if (typeof value !== 'object' || value === null) return value
    const known = this.#done.get(value)
    if (known !== undefined) return known
    if (this.#busy.has(value)) throw circle(this.#chain)
    this.#busy.add(value)
    const resolved = Array.isArray(value)
      ? value.map((item) => this.resolve(item))
      : this.#map(value as Record<string, unknown>)
    this.#busy.delete(value)
    this.#done.set(value, resolved)
    return resolved
  }

  #map(value: Record<string, unknown>): unknown {
    const pointer = value['$ref']
    const own: Record<string, unknown> = {}
    for (const [key, item] of Object.entries(value))
      if (key !== '$ref' || typeof item !== 'string')
        Object.defineProperty(own, key, {
          value: this.resolve(item),
          writable: true,
          enumerable: true,
          configurable: true,
        })
    if (typeof pointer !== 'string') return own
    const target = this.#follow(pointer, true)
    if (Object.keys(own).length === 0) return target
    if (typeof target !== 'object' || target === null || Array.isArray(target)) return target
    return { ...target, ...own }
  }

  #follow(pointer: string, needed: boolean): unknown {
    if (this.#chain.length > maxChain) throw circle(this.#chain)
    const found = this.#lookup(pointer)
    if (found === undefined) {
      if (!needed) return pointer
      throw new EngineError('manifest_invalid', `The manifest refers to ${pointer}, which it does not have.`)
    }
    if (this.#chain.includes(pointer)) throw circle([...this.#chain, pointer])
    this.#chain.push(pointer)
    const resolved = this.resolve(found)
    this.#chain.pop()
    return resolved
  }

  /** Only texts that point into the usual places must be there; any other `#/…` may be text. */
  #exists(pointer: string): boolean {
    return pointer.startsWith('#/definitions/') || this.#lookup(pointer) !== undefined
  }

  #lookup(pointer: string): unknown {
    if (!pointer.startsWith('#/')) return undefined
    let at: unknown = this.#root
    let parts = pointer.slice(2).split('/')
    while (parts.length > 0) {
      at = this.#through(at)
      if (typeof at !== 'object' || at === null) return undefined
      // A key may hold a slash itself: the longest run of parts that is a key wins.
      let taken = 0
      for (let size = parts.length; size > 0; size--) {
        const key = parts.slice(0, size).join('/').replace(/~1/g, '/').replace(/~0/g, '~')
        if (Object.hasOwn(at, key)) {
          at = (at as Record<string, unknown>)[key]
          taken = size
          break
        }
      }
      if (taken === 0) return undefined
      parts = parts.slice(taken)
    }
    return at
  }

  /** On the way to a target a map may itself be a reference. */
  #through(value: unknown): unknown {
    let at = value
    for (let i = 0; i < maxChain; i++) {
      const pointer = typeof at === 'object' && at !== null ? (at as Record<string, unknown>)['$ref'] : at
      if (typeof pointer !== 'string' || !pointer.startsWith('#/')) return at
      const target = this.#lookup(pointer)
      at = typeof at === 'object' && typeof target === 'object' ? { ...target, ...at, $ref: undefined } : target
    }
    throw circle([String(value)])
  }
}

const isPointer = (value: string): boolean => value.startsWith('#/') && !/\s/.test(value)

const circle = (chain: readonly string[]): EngineError =>
  new EngineError(
    'manifest_invalid',
    `References of the manifest run in a circle: ${chain.slice(-5).join(' → ') || '$ref to itself'}.`,
  )
