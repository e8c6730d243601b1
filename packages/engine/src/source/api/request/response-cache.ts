import type { ApiResponse } from './api-request.ts'
import { tryParseJson } from './parse-body.ts'

type Kept = { answer: Promise<ApiResponse | null>; bytes: number }

/** Of bodies, over one whole read; beyond it the oldest answers are forgotten and asked for again. */
const maxCachedBytes = 64 * 1024 * 1024

/**
 * Answers that several streams of one read ask for: a parent that each of its children goes through. A question that is
 * under way is waited for. What fails is nobody else's answer, and is not kept.
 */
export class ResponseCache {
  readonly #kept = new Map<string, Kept>()
  readonly #maxBytes: number
  #bytes = 0
  constructor(maxBytes = maxCachedBytes) {
    this.#maxBytes = maxBytes
  }

  async answer(key: string, ask: () => Promise<ApiResponse | null>): Promise<ApiResponse | null> {
    const known = this.#kept.get(key)
    if (known) {
      const answer = await known.answer.catch(() => undefined)
      // Each reader gets documents of its own, for it may change what it reads.
      if (answer !== undefined) return answer && { ...answer, json: tryParseJson(answer.body) }
      return ask()
    }
    const kept: Kept = { answer: ask(), bytes: 0 }
    this.#kept.set(key, kept)
    try {
      const answer = await kept.answer
      kept.bytes = answer?.body.length ?? 0
      if (this.#kept.get(key) === kept) this.#bytes += kept.bytes
      this.#shrink()
      return answer
    } catch (error) {
      if (this.#kept.get(key) === kept) this.#kept.delete(key)
      throw error
    }
  }

  #shrink(): void {
    for (const [key, { bytes }] of this.#kept) {
      if (this.#bytes <= this.#maxBytes) return
      if (bytes === 0) continue
      this.#kept.delete(key)
      this.#bytes -= bytes
    }
  }
}
