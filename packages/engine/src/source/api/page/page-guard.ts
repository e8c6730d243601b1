import { createHash } from 'node:crypto'

/**
 * Notices a source that goes in circles: a token that was there before, or a page with the very records of the page
 * before. One page of one record may well repeat; it is held against the source only the third time.
 */
export class PageGuard {
  readonly #tokens = new Set<string>()
  #lastPage: string | null
  #sames = 0
  constructor(lastPage: string | null = null) {
    this.#lastPage = lastPage
  }

  /** Hash of the last page, to go on from. */
  get lastPage(): string | null {
    return this.#lastPage
  }

  /** Whether the page says the same as the one before. `print` is its fingerprint, null when it is empty. */
  repeatsPage(size: number, print: string | null): boolean {
    this.#sames = print !== null && print === this.#lastPage ? this.#sames + 1 : 0
    this.#lastPage = print
    return this.#sames > (size === 1 ? 1 : 0)
  }

  /** Whether the token was given before. */
  repeatsToken(token: unknown): boolean {
    const hash = digest(token)
    if (this.#tokens.has(hash)) return true
    this.#tokens.add(hash)
    return false
  }
}

/** What tells one page from another at little cost: its size, its first and its last record. */
export const pagePrint = (records: readonly unknown[]): string | null =>
  records.length === 0 ? null : digest([records.length, records[0], records.at(-1)])

const digest = (value: unknown): string =>
  createHash('sha1')
    .update(JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? `${item}n` : item)) ?? '')
    .digest('base64')
    .slice(0, 16)
