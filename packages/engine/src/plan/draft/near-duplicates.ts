import type { NearDuplicateGroup, Question, TableProfile } from '@godwit/contract'
import { sql, text } from '../../sql/quote.ts'
import type { AnswerBook } from '../ask/answers.ts'
import { questionId } from '../ask/question-id.ts'
import { fold } from '../match/name-words.ts'
import { isOutside } from '../shape/outside.ts'
import { shapedRows } from '../shape/shaped-rows.ts'
import type { Probe } from '../shape/view.ts'
import type { Draft, DraftColumn } from './draft.ts'
import { identifying } from './plan-rows.ts'

/** Rows of one group that are imported, with what tells them apart in the sheet. */
type Group = NearDuplicateGroup & { keys: string[] }

/** Groups that are pointed out one by one; the rest share one remark. */
const groupsNamed = 20
const samplesShown = 5

/**
 * Rows that look like the same thing though they share no key. Nobody merges them on a guess: where the evidence is
 * strong it is asked, and until there is an answer, or where it is weaker, they are imported and pointed out.
 */
export async function planNearDuplicates(
  draft: Draft,
  profile: TableProfile | undefined,
  drafts: ReadonlyMap<string, Draft>,
  probe: Probe,
  book: AnswerBook,
): Promise<void> {
  const { view } = draft
  if (!profile?.near_duplicates.length || view.union || draft.groupBy !== null || shapedRows(view) === null) return
  const name = identifying(draft)
  const key = name === null ? undefined : draft.columns.get(name)
  if (name === null || !key?.assigned || key.assigned.candidate.ref !== view.ref || isOutside(key.sql)) {
    flag(draft, profile.near_duplicates)
    return
  }
  const groups = await importedGroups(draft, key, profile.near_duplicates, probe)
  const sure = groups.filter((group) => group.sure)
  const decided =
    sure.length === 0 ? 'flag' : (book.decide(askNearDuplicates(draft, name, sure), readDecision) ?? 'flag')
  if (decided === 'keep') {
    draft.notes.push(`Rows of "${view.table.name}" that look alike are kept: they are different.`)
    flag(
      draft,
      groups.filter((group) => !group.sure),
    )
    return
  }
  if (decided === 'flag') {
    flag(draft, groups)
    return
  }
  mergeGroups(draft, name, key, sure, drafts)
  flag(
    draft,
    groups.filter((group) => !group.sure),
  )
}

/** The groups as the sheet would have them: without rows that are left out, and without those that share a key anyway. */
async function importedGroups(
  draft: Draft,
  key: DraftColumn,
  groups: readonly NearDuplicateGroup[],
  probe: Probe,
): Promise<Group[]> {
  const { view } = draft
  const rows = groups.flatMap((group) => group.rows)
  const drops = draft.drops.filter(
    ({ when }) => !isOutside(when) && !draft.joins.some(({ as }) => when.includes(`${as}.`)),
  )
  const where = drops.map(({ when }) => ` AND NOT coalesce(${when}, false)`).join('')
  const found = await probe(
    sql(`SELECT ${view.ref}._row AS row, CAST(${key.sql} AS VARCHAR) AS key FROM ${shapedRows(view)}
WHERE ${view.ref}._row IN (${rows.join(', ')})${where} ORDER BY 1`),
  )
  const keys = new Map(found.map(({ row, key: value }) => [Number(row), value === null ? '' : String(value)]))
  return groups.flatMap((group) => {
    const kept = group.rows.filter((row) => keys.has(row))
    const own = kept.map((row) => keys.get(row)!)
    const different = new Set(own.map((value) => value.trim().toLowerCase()))
    if (different.size < 2) return []
    return [{ ...group, rows: kept, keys: own, sure: group.sure && !different.has('') }]
  })
}

const many = (count: number, noun: string): string => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`

function askNearDuplicates(draft: Draft, name: string, groups: readonly Group[]): Question {
  const table = draft.view.table.name
  const surplus = groups.reduce((sum, { rows }) => sum + rows.length - 1, 0)
  const samples = groups.slice(0, samplesShown).map(({ keys }) => keys.map((value) => `"${value}"`).join(' and '))
  const agree = groups[0]!.agree.slice(0, 4).join(', ')
  const source = draft.columns.get(name)?.assigned?.candidate.label ?? null
  return {
    id: questionId('near_duplicates', table, draft.template.slug, name, ...groups.flatMap(({ keys }) => keys)),
    question: `${many(surplus, 'row')} of "${table}" ${surplus === 1 ? 'looks' : 'look'} like the same as another one, though ${draft.template.slug}.${name} differs: ${samples.join('; ')}${groups.length > samples.length ? ' …' : ''} (the first agree in ${agree}). What should become of them?`,
    options: [
      { id: 'merge', label: 'They are the same: make one row of each group' },
      { id: 'keep', label: 'They are different: keep all rows' },
      { id: 'flag', label: 'Keep all rows and flag them' },
    ],
    allowCustom: true,
    about: {
      table,
      column: source,
      template: draft.template.slug,
      template_column: name,
      affected_rows: groups.reduce((sum, { rows }) => sum + rows.length, 0),
      samples: groups.flatMap(({ keys }) => keys).slice(0, 10),
    },
  }
}

/** What an answer says: an option's id, or words. Contradicting words are not understood, and asked about again. */
export function readDecision(answer: string): 'merge' | 'keep' | 'flag' | null {
  if (answer === 'merge' || answer === 'keep' || answer === 'flag') return answer
  const said = fold(answer)
  if (/\b(flag|mark|review|check)\b/.test(said)) return 'flag'
  const keep = /\b(keep|different|separate|distinct|not the same|not merge|both|all of them)\b/.test(said)
  const merge = /\b(merge|combine|join|one row|deduplicate|dedupe|same)\b/.test(
    said.replace(/\bnot (the same|merge)\b/g, ''),
  )
  return keep === merge ? null : keep ? 'keep' : 'merge'
}

/**
 * Rows of a group take the key of its first row, and so become one as rows with the same key do; whatever links to one
 * of the others links to it.
 */
function mergeGroups(
  draft: Draft,
  name: string,
  key: DraftColumn,
  groups: readonly Group[],
  drafts: ReadonlyMap<string, Draft>,
): void {
  const entries = Object.fromEntries(groups.flatMap(({ keys }) => keys.slice(1).map((other) => [other, keys[0]!])))
  const map = `same ${draft.template.slug} by ${name}`
  const through = (expression: string) => `map_value(${expression}, ${text(map)})`
  const rewrite = (of: Draft, column: string, drafted: DraftColumn) => {
    of.columns.set(column, {
      ...drafted,
      sql: through(drafted.sql),
      build: (alias) => through(drafted.build(alias)),
      why: `${drafted.why} Rows that are the same thing take the value of the first one, as answered.`,
    })
    of.valueMaps[map] = entries
  }
  rewrite(draft, name, key)
  const fill = draft.template.columns.map((column) => column.name).filter((column) => column !== name)
  draft.dedupe ??= { key: [name], keep: 'most_complete', fill }
  for (const other of drafts.values()) {
    if (other === draft) continue
    for (const column of other.template.columns) {
      const drafted = other.columns.get(column.name)
      const links = column.linkRule?.some(
        ({ templateSlug, templateId, columnName }) =>
          columnName === name && (templateSlug === draft.template.slug || templateId === draft.template.id),
      )
      if (links && drafted && !isOutside(drafted.sql)) rewrite(other, column.name, drafted)
    }
  }
  const surplus = groups.reduce((sum, { rows }) => sum + rows.length - 1, 0)
  draft.notes.push(
    `${many(surplus, 'row')} of "${draft.view.table.name}" that ${surplus === 1 ? 'is' : 'are'} the same as another, as answered, ${surplus === 1 ? 'is' : 'are'} merged into it.`,
  )
}

/** Points rows out on a column that they agree in. */
function flag(draft: Draft, groups: readonly NearDuplicateGroup[]): void {
  const agreeing = new Set(groups.flatMap(({ agree }) => agree))
  const column = [...draft.columns].find(([, { assigned }]) => assigned && agreeing.has(assigned.candidate.column))?.[0]
  if (column === undefined) return
  const row = `${draft.view.ref}._row`
  for (const { rows, agree, differ } of groups.slice(0, groupsNamed)) {
    const differing =
      differ.length === 0 ? '' : `; ${differ.slice(0, 3).join(', ')} differ${differ.length === 1 ? 's' : ''}`
    draft.review.push({
      column,
      when: `${row} IN (${rows.join(', ')})`,
      message:
        `Looks like the same as another row: rows ${rows.slice(0, 5).join(', ')} agree in ${agree.slice(0, 4).join(', ')}${differing}`.slice(
          0,
          500,
        ),
    })
  }
  const rest = groups.slice(groupsNamed).flatMap(({ rows }) => rows)
  if (rest.length === 0) return
  const message = 'Looks like the same as another row of the table'
  draft.review.push({ column, when: `${row} IN (${rest.join(', ')})`, message })
}
