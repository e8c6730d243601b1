import type { Template, TemplateColumn } from '@godwit/contract'
import { fold } from '../match/name-words.ts'
import type { Draft } from './draft.ts'
import { naturalKey } from './natural-key.ts'

/** Digits of the hash in a key: 48 bits, so that two of a million records meet once in three hundred such migrations. */
const digits = 12

/**
 * Gives a draft the key that its source does not have, where other templates link to it: made of what tells its records
 * apart, so that every row that names the record gets the same one, in this migration and in the next.
 */
export function generateKey(draft: Draft, templates: readonly Template[]): void {
  const column = draft.template.columns.find(
    ({ name, unique, required }) => (unique || required) && isLinked(draft.template, name, templates),
  )
  if (!column || !canHold(draft, column) || !isNeeded(draft, column)) return
  const key = naturalKey(draft, column.name)
  const [first] = key
  if (!first) return
  const generate = (parts: readonly string[]) => {
    const known = parts.map((part) => `lower(clean_text(${part}))`)
    const [only] = known
    const whole =
      known.length === 1 ? only! : `concat_ws('|', ${known.map((part) => `coalesce(${part}, '')`).join(', ')})`
    const nothing = known.map((part) => `${part} IS NULL`).join(' AND ')
    return `CASE WHEN ${nothing} THEN NULL ELSE left(md5(${whole}), ${digits}) END`
  }
  const over = (alias: string) => key.map(({ sql, ref }) => sql.replaceAll(`${ref}."`, `${alias}."`))
  const labels = key.map(({ label }) => `"${label}"`).join(' and ')
  draft.columns.set(column.name, {
    sql: generate(over(draft.view.ref)),
    why: `The source has no such key: it is made of ${labels}, so that the same record always gets the same one.`,
    confidence: 0.8,
    assigned: { ...noScore, candidate: first, rivals: [] },
    conversion: null,
    build: (alias) => generate(over(alias)),
    generated: true,
    ...(key.length === 1 ? { generate: (part: string) => generate([part]) } : {}),
  })
  draft.notes.push(`${draft.template.name} get a ${column.name} made of ${labels}, as the source has none.`)
}

const noScore = {
  score: { score: 0.8, name: 0, said: 0, fit: 0.8, alike: 0, why: 'Made of what tells the records apart.' },
  confidence: 0.8,
}

const isLinked = (template: Template, name: string, templates: readonly Template[]): boolean =>
  templates.some((other) =>
    other.columns.some(({ linkRule }) =>
      linkRule?.some(
        (target) =>
          target.columnName === name && (target.templateSlug === template.slug || target.templateId === template.id),
      ),
    ),
  )

/** A hash is text: a pattern, a list of options or a number cannot hold one. */
function canHold(draft: Draft, column: TemplateColumn): boolean {
  const { pattern, options, target } = draft.intents.get(column.name)!
  return pattern === null && options === null && (target === 'text' || target === 'code')
}

/** No column is taken for it, or one that tells the rows apart while the records repeat in them: another object's key. */
function isNeeded(draft: Draft, column: TemplateColumn): boolean {
  const taken = draft.columns.get(column.name)
  if (!taken) return true
  const candidate = taken.assigned?.candidate
  if (!candidate?.profile.is_key || taken.assigned!.score.said >= 1) return false
  const named = fold(candidate.label) === fold(column.name)
  const others = naturalKey(draft, column.name)
  const repeats = others.length === 1 && others[0]!.profile.distinct_count < 0.9 * candidate.profile.row_count
  return !named && repeats && draft.view.candidates.includes(candidate)
}
