import type { Template } from '@godwit/contract'
import { ident, sql, text } from '../../sql/quote.ts'
import type { AnswerBook } from '../ask/answers.ts'
import { askDuplicates } from '../ask/ask.ts'
import { readingOf } from '../convert/convert-date.ts'
import { bestNamed } from '../match/best-named.ts'
import type { Candidate } from '../match/candidate.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold, nameUnits } from '../match/name-words.ts'
import { readTemplateIntent, templateNamed } from '../match/template-intent.ts'
import { aliasOf, equality } from '../shape/join-views.ts'
import { isOutside } from '../shape/outside.ts'
import { renamed } from '../shape/renamed.ts'
import { shapedRows } from '../shape/shaped-rows.ts'
import type { Probe, View } from '../shape/view.ts'
import { compareDuplicates } from './compare-duplicates.ts'
import type { Draft } from './draft.ts'

/** Which rows become sheet rows: what is left out, what is merged, what is grouped. Changes the draft and its view. */
export async function planRows(
  draft: Draft,
  drafts: ReadonlyMap<string, Draft>,
  templates: readonly Template[],
  probe: Probe,
  book: AnswerBook,
): Promise<void> {
  const wish = readTemplateIntent(draft.template)
  for (const column of draft.template.columns) {
    if (draft.intents.get(column.name)!.rejectInvalid) draft.dropInvalid.push(column.name)
  }
  if (draft.groupBy === null) {
    for (const word of wish.without) leaveOut(draft, word, wish.keep)
    await planDedupe(draft, wish.keep, probe, book)
  }
  if (wish.ofImported !== null) ofImported(draft, drafts, templates, wish.ofImported)
}

/** "that is not deleted": by a flag of that name, or by the value of a list. */
function leaveOut(draft: Draft, word: string, keep: 'last' | 'first' | null): void {
  const { view } = draft
  const flag = view.candidates.find(
    ({ label, profile }) => nameSimilarity(label.replace(/^is_?/i, ''), word) >= 0.85 && profile.distinct_count <= 4,
  )
  if (flag) {
    const column = `_${word}`
    const flagged = `lower(trim(coalesce(${flag.sql}, ''))) IN ('true', 't', 'yes', 'y', '1', 'x')`
    const key = keyOf(draft)
    // The flag of the row that counts decides for the record: an earlier line of a deleted customer is deleted as well.
    const decided =
      keep === 'last' && key !== null ? `arg_max(${flagged}, ${view.ref}._row) OVER (PARTITION BY ${key})` : flagged
    view.shape.push({ op: 'compute', columns: { [column]: `CASE WHEN ${decided} THEN 'true' END` } })
    view.shape.push({ op: 'drop', when: `${view.ref}.${ident(column)} = 'true'`, reason: word })
    draft.notes.push(`Rows that are ${word} are left out.`)
    return
  }
  for (const { profile, sql: column, label } of view.candidates) {
    if (profile.kind !== 'enumeration') continue
    const value = profile.top_values.find((candidate) => candidate.value.trim().toLowerCase() === word)
    if (!value) continue
    draft.drops.push({
      when: `lower(trim(${column})) = ${text(word)}`,
      reason: `${label} is ${value.value.trim()}`.slice(0, 200),
    })
    return
  }
}

const keyOf = (draft: Draft): string | null => {
  const name = identifying(draft)
  return name === null ? null : (draft.columns.get(name)?.sql ?? null)
}

/** The column whose values tell the records of a template apart. */
export function identifying({
  template,
  columns,
  intents,
}: Pick<Draft, 'template' | 'columns' | 'intents'>): string | null {
  const unique = template.columns.filter((column) => column.unique && columns.has(column.name))
  const said = unique.find(
    ({ name, description }) =>
      intents.get(name)!.latestBy !== undefined || /\bone row\b|\bmore than once\b|\bidentif/i.test(description),
  )
  const named = unique.find(({ name }) => {
    const words = nameUnits(name).map(({ text: word }) => word)
    return new RegExp(
      `\\b(one row per|identified by|key is) [\\w ]*\\b(${words.join('|')})\\b|\\b(${words.join('|')})\\b identifies`,
      'i',
    ).test(template.description)
  })
  return (said ?? named ?? unique.find(({ required }) => required) ?? unique[0])?.name ?? null
}

/** Rows of one record become one where the description says which, or where they are the same. */
async function planDedupe(draft: Draft, keep: 'last' | 'first' | null, probe: Probe, book: AnswerBook): Promise<void> {
  const name = identifying(draft)
  if (name === null) return
  const column = draft.columns.get(name)
  if (!column?.assigned) return
  const { latestBy } = draft.intents.get(name)!
  if (latestBy !== undefined) {
    const by = bestNamed(draft.view, latestBy)
    if (by) {
      const { formats } = readingOf(by.profile, draft.intents.get(name)!)
      const order =
        formats.length > 0
          ? `parse_timestamp(${by.sql}, [${formats.map((format) => text(format)).join(', ')}])`
          : `parse_number(${by.sql})`
      draft.dedupe = { key: [name], keep: { by: order }, fill: [] }
      draft.notes.push(`Of rows with the same ${name} the one with the latest "${by.label}" is kept.`)
      return
    }
  }
  if (keep !== null) {
    draft.dedupe = { key: [name], keep, fill: [] }
    draft.notes.push(`Of rows with the same ${name} the ${keep} one is kept.`)
    return
  }
  const { candidate } = column.assigned
  if (candidate.ref !== draft.view.ref) return
  if ((await countDuplicates(draft.view, candidate, probe)) === 0) return
  const found = await compareDuplicates(draft, name, probe)
  if (found !== null && found.surplus === 0) return
  if (found === null || found.disputed.keys === 0) {
    // Nothing is lost: what one of the rows leaves empty, another one fills.
    draft.dedupe = { key: [name], keep: 'most_complete', fill: found?.complementary ?? [] }
    draft.notes.push(
      found === null
        ? `Of rows with the same ${name} the most complete one is kept.`
        : `Rows with the same ${name} say the same and become one.`,
    )
    return
  }
  const { template, view } = draft
  const question = askDuplicates(
    {
      template: template.slug,
      column: template.columns.find((each) => each.name === name)!,
      table: view.table.name,
      source: candidate.label,
    },
    found.disputed,
  )
  const kept = book.decide(question, readKeep) ?? 'most_complete'
  if (kept === 'all') {
    draft.notes.push(`All rows with the same ${name} are kept and flagged.`)
    return
  }
  draft.dedupe = { key: [name], keep: kept, fill: kept === 'most_complete' ? found.complementary : [] }
  draft.notes.push(`Of rows with the same ${name} the ${kept.replace('_', ' ')} one is kept.`)
}

/** What an answer says about the rows of one record: an id, or words. */
function readKeep(answer: string): 'most_complete' | 'first' | 'last' | 'all' | null {
  if (answer === 'most_complete' || answer === 'first' || answer === 'last' || answer === 'all') return answer
  const said = fold(answer)
  const ways = [
    /\b(complete|fullest|most filled|most data)\b/.test(said) ? ('most_complete' as const) : null,
    /\b(first|oldest|earliest|top)\b/.test(said) ? ('first' as const) : null,
    /\b(last|newest|latest|most recent|bottom)\b/.test(said) ? ('last' as const) : null,
    /\b(all|both|every|each|flag)\b/.test(said) ? ('all' as const) : null,
  ].filter((way) => way !== null)
  return ways.length === 1 ? ways[0]! : null
}

/** How many values of a column stand in several rows beyond the first; 0 where only a run can tell. */
async function countDuplicates(view: View, candidate: Candidate, probe: Probe): Promise<number> {
  const relation = shapedRows(view)
  if (relation === null || isOutside(candidate.sql)) return 0
  const value = `lower(trim(${candidate.sql}))`
  const [row] = await probe(
    sql(`SELECT count(${value}) - count(DISTINCT ${value}) AS duplicates FROM ${relation} WHERE ${value} <> ''`),
  )
  return Number(row?.['duplicates'] ?? 0)
}

/** "of an imported customer": rows whose parent is not imported leave. "named in the jobs that are imported": so do theirs. */
function ofImported(
  draft: Draft,
  drafts: ReadonlyMap<string, Draft>,
  templates: readonly Template[],
  word: string,
): void {
  const named = templateNamed(templates, word)
  const other = named && drafts.get(named.slug)
  if (!other || other === draft) return
  const link = draft.template.columns.find(({ linkRule }) =>
    linkRule?.some(({ templateSlug, templateId }) => templateSlug === named.slug || templateId === named.id),
  )
  if (link === undefined) {
    // The other way round: this sheet is made of the rows of the one that is imported, so it leaves out the same rows.
    if (other.view === draft.view)
      draft.drops.push(...other.drops.filter(({ when }) => !draft.drops.some((drop) => drop.when === when)))
    return
  }
  const target = link.linkRule!.find(
    ({ templateSlug, templateId }) => templateSlug === named.slug || templateId === named.id,
  )!
  const own = draft.columns.get(link.name)?.assigned?.candidate
  const key = other.columns.get(target.columnName)?.assigned?.candidate
  if (!own || !key || own.ref !== draft.view.ref || other.groupBy !== null) return
  const alias = aliasOf(`${other.view.ref}_imported`)
  draft.joins.push({
    input: other.view.ref,
    as: alias,
    on: equality(own.sql, renamed(key.sql, key.ref, alias), 'text'),
    expect: 'many_to_one',
  })
  draft.drops.push({ when: `${alias}._row IS NULL`, reason: `its ${word} is not imported`.slice(0, 200) })
}
