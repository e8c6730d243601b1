import type { Intent } from '../match/intent.ts'
import { fold } from '../match/name-words.ts'
import type { Impossible } from './answers.ts'

/** What an answer about the values of a strict list says: for each raw value an entry, nothing, or "leave its rows out". */
export type ValueDecision = string | null | { drop: true }

const dropping =
  /\b(do not|don'?t|dont|never|not) (import|include|migrate|take|keep|want)|\b(drop|skip|exclude|leave out|omit|ignore|remove|discard|delete|filter out|without)\b|\bnicht (importieren|ubernehmen)|\b(weglassen|uberspringen|auslassen|ignorer|exclure|excluir|omitir|overslaan|weglaten|negeren)\b/i
const emptying =
  /\b(leave|keep|make|set|as|to|is)?\s*(it |them |the cells? )?(empty|blank|null|nothing|leer|vide|vacio|leeg|vazio)\b/i

/** The option that free text names, by its label or id; null where none or several are named. */
export function namedOption(answer: string, options: readonly string[]): string | null {
  const said = ` ${fold(answer)} `
  const exact = options.find((option) => fold(option) === said.trim())
  if (exact !== undefined) return exact
  const named = options.filter((option) => fold(option) !== '' && said.includes(` ${fold(option)} `))
  // Of `customer` and `key customer` the longer one is meant when both stand there at the same place.
  const longest = named.filter(
    (option) => !named.some((other) => other !== option && ` ${fold(other)} `.includes(` ${fold(option)} `)),
  )
  return longest.length === 1 ? longest[0]! : null
}

/**
 * Reads an answer about values outside a strict list. `drop`, `empty` and `use:<entry>` are the ids of the choices;
 * free text may treat the values one by one (`Unqualified = other; Junk: leave empty`). Null where it is not understood.
 */
export function readValueAnswer(
  answer: string,
  values: readonly string[],
  options: readonly string[],
): Map<string, ValueDecision> | Impossible | null {
  const key = (value: string) => value.trim().toLowerCase()
  const all = (decision: ValueDecision) => new Map(values.map((value) => [key(value), decision]))
  const trimmed = answer.trim()
  if (trimmed === 'drop') return all({ drop: true })
  if (trimmed === 'empty') return all(null)
  if (trimmed.startsWith('use:')) {
    const wanted = options.find((option) => option === trimmed.slice(4)) ?? namedOption(trimmed.slice(4), options)
    return wanted === null ? null : all(wanted)
  }
  const clauses = trimmed
    .split(/[;\n]|\.(?=\s|$)|,(?=[^,]*(?:=|->|→|:))/)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '')
  const decided = new Map<string, ValueDecision>()
  for (const clause of clauses) {
    const about = values.filter((value) => fold(value) !== '' && ` ${fold(clause)} `.includes(` ${fold(value)} `))
    const split =
      about.length > 0 ? clause.split(/\s*(?:=|->|→|:|\bas\b|\bto\b|\bis\b|\bbecomes\b|\bmeans\b)\s*/i).at(-1)! : clause
    const decision =
      decide(split, options) ??
      decide(
        clause,
        options.filter((option) => !about.some((value) => fold(value) === fold(option))),
      )
    if (decision === undefined) return about.length > 0 && split !== clause ? notListed(split, options) : null
    for (const value of about.length > 0 ? about : values.filter((value) => !decided.has(key(value)))) {
      const before = decided.get(key(value))
      if (decided.has(key(value)) && !isSame(before!, decision))
        return { impossible: `"${value}" cannot become both ${sayDecision(before!)} and ${sayDecision(decision)}.` }
      decided.set(key(value), decision)
    }
  }
  if (decided.size === 0) return null
  return values.every((value) => decided.has(key(value))) || decided.size > 0 ? decided : null
}

const isSame = (a: ValueDecision, b: ValueDecision): boolean =>
  typeof a === 'object' && typeof b === 'object' ? (a === null) === (b === null) : a === b

const sayDecision = (decision: ValueDecision): string =>
  decision === null ? 'empty' : typeof decision === 'string' ? `"${decision}"` : 'left out'

const notListed = (said: string, options: readonly string[]): Impossible => ({
  impossible: `"${said.trim().slice(0, 60)}" is not in the list. It takes ${options
    .slice(0, 15)
    .map((option) => `"${option}"`)
    .join(', ')}${options.length > 15 ? ' …' : ''}, or the values can be left empty or their rows out.`,
})

function decide(said: string, options: readonly string[]): ValueDecision | undefined {
  if (dropping.test(fold(said)) || dropping.test(said)) return { drop: true }
  const option = namedOption(said, options)
  if (option !== null) return option
  if (emptying.test(fold(said))) return null
  return undefined
}

/**
 * One value for every row, as an answer gives it: in quotes, after words like "always", or, for a list, an entry of it.
 * Null where the answer gives none, or one that the column cannot hold.
 */
export function readConstant(answer: string, { target, options }: Pick<Intent, 'target' | 'options'>): string | null {
  const said = answer.trim().replace(/\.$/, '')
  const stated =
    /^(?:always|every row|all rows|constant|constantly|the (?:constant|value|same)|set (?:it |all )?to|use the value|=)[ :=]+(.+)$/i.exec(
      said,
    )?.[1] ?? said
  const quoted = /["“'‘]([^"”'’]+)["”'’]/.exec(said)?.[1]
  if (options !== null) return namedOption(quoted ?? stated, options)
  const value = (quoted ?? (stated === said ? '' : stated)).trim()
  if (value === '' || /^(empty|blank|nothing|none)$/i.test(value)) return null
  switch (target) {
    case 'integer':
      return /^-?\d+$/.test(value) ? value : null
    case 'decimal':
      return /^-?\d+(\.\d+)?$/.test(value) ? value : null
    case 'boolean':
      return /^(true|yes)$/i.test(value) ? 'true' : /^(false|no)$/i.test(value) ? 'false' : null
    case 'date':
      return /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : null
    case 'email':
      return /^\S+@\S+\.\S+$/.test(value) ? value.toLowerCase() : null
    default:
      return value
  }
}
