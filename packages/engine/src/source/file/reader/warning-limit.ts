import type { SourceWarning } from '@godwit/contract'

/** Nobody reads more of one kind; a hostile file could bring a hundred thousand. */
const shownOfKind = 50

/** Lets the first warnings of each kind (their code) pass, and counts the others. */
export class WarningLimit {
  readonly #kinds = new Map<string, number>()

  passes({ code }: SourceWarning): boolean {
    const seen = (this.#kinds.get(code) ?? 0) + 1
    this.#kinds.set(code, seen)
    return seen <= shownOfKind
  }

  /** What to say of those that did not pass. */
  rest(): SourceWarning[] {
    return [...this.#kinds]
      .filter(([, seen]) => seen > shownOfKind)
      .map(([code, seen]) => ({
        code,
        message: `${seen - shownOfKind} more of the kind are not listed.`,
        rows: [],
        count: seen - shownOfKind,
      }))
  }
}

/** A list with no more than fifty warnings of a kind, and how many more there were. */
export function limitWarnings(warnings: readonly SourceWarning[]): SourceWarning[] {
  const limit = new WarningLimit()
  const shown = warnings.filter((warning) => limit.passes(warning))
  return [...shown, ...limit.rest()]
}
