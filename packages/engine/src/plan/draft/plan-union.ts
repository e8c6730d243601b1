import type { ColumnProfile, Template, TemplateColumn } from '@godwit/contract'
import { ident, text } from '../../sql/quote.ts'
import { convert } from '../convert/convert.ts'
import { takePart } from '../convert/take-part.ts'
import { type Assigned, assignColumns } from '../match/assign-columns.ts'
import { bestNamed } from '../match/best-named.ts'
import type { Candidate } from '../match/candidate.ts'
import { intentFor } from '../match/implied-part.ts'
import type { Intent } from '../match/intent.ts'
import { nameSimilarity } from '../match/name-similarity.ts'
import { fold } from '../match/name-words.ts'
import { profileValues } from '../shape/profile-values.ts'
import type { View } from '../shape/view.ts'
import { type Draft, emptyDraft } from './draft.ts'
import { identifying } from './plan-rows.ts'

/** One file of a union: where each template column is in it. */
type Member = { view: View; assigned: ReadonlyMap<string, Assigned> }

/** Whether a template's description says how several files make up its records. */
export const isToldOfFiles = (template: Template, intents: ReadonlyMap<string, Intent>): boolean =>
  /\b(all|both|two|three|four|five|several|each of the|over the) ?(of )?(the |these )?(two |three |four |five )?(files|lists|tables|exports|sources)\b/i.test(
    template.description,
  ) ||
  [...intents.values()].some(({ fileOrder, listsSources }) => fileOrder !== undefined || listsSources !== undefined)

/**
 * The files that together fill a template, where its description speaks of several. Every one of them must hold the
 * column that tells records apart. Fewer than two: no union.
 */
export function unionMembers(
  template: Template,
  intents: ReadonlyMap<string, Intent>,
  views: readonly View[],
  best: View,
): Member[] {
  if (!isToldOfFiles(template, intents)) return []
  const members: Member[] = []
  for (const view of views) {
    if (view.slice !== null || view.union || view.ref !== view.base) continue
    const candidates = view.candidates.map((candidate) => ({ candidate, tableWords: view.words, factor: 1 }))
    const assigned = assignColumns({
      template,
      intents,
      candidates,
      except: special(template, intents, view),
    })
    const key = keyColumn(template, intents)
    if (key !== null && (assigned.get(key)?.score.score ?? 0) >= 0.6) members.push({ view, assigned })
  }
  return members.length >= 2 && members.some(({ view }) => view === best) ? members : []
}

const keyColumn = (template: Template, intents: ReadonlyMap<string, Intent>): string | null =>
  identifying({ template, intents, columns: new Map(template.columns.map(({ name }) => [name, {} as never])) })

/** Columns that this file does not give: counted or listed ones, and those that come from another file by name. */
function special(template: Template, intents: ReadonlyMap<string, Intent>, view: View): Set<string> {
  return new Set(
    template.columns
      .filter(({ name }) => {
        const intent = intents.get(name)!
        if (intent.count !== undefined || intent.listsSources !== undefined) return true
        if (intent.fromTable !== undefined) return !isNamed(view, intent.fromTable)
        return intent.fileOrder !== undefined && !intent.fileOrder.some((word) => isNamed(view, word))
      })
      .map(({ name }) => name),
  )
}

const isNamed = (view: View, word: string): boolean => nameLikeness(view, word) >= 0.5

function nameLikeness(view: View, word: string): number {
  const folded = ` ${fold(view.table.name.replace(/[_.-]/g, ' '))} `
  if (folded.includes(` ${fold(word)} `)) return 1
  if (folded.includes(` ${fold(word)}`)) return 0.9
  return Math.max(0, ...view.words.map((name) => nameSimilarity(word, name)))
}

/** The files in the order that a description gives, the others after them in theirs. */
function ordered(members: readonly Member[], words: readonly string[]): Member[] {
  const rank = ({ view }: Member) => {
    const at = words.findIndex((word) => isNamed(view, word))
    return at < 0 ? words.length : at
  }
  return members
    .map((member, at) => ({ member, at }))
    .sort((a, b) => rank(a.member) - rank(b.member) || a.at - b.at)
    .map(({ member }) => member)
}

/**
 * Stacks the files: each gets its pieces of the template's columns under common names, then one row is made of all rows
 * of a record, the first file (in the given order) that has a value winning.
 */
export function draftUnion(
  template: Template,
  intents: ReadonlyMap<string, Intent>,
  members: readonly Member[],
): { draft: Draft; view: View } {
  const order =
    [...intents.values()]
      .map(({ fileOrder, listsSources }) => listsSources?.words ?? fileOrder ?? [])
      .sort((a, b) => b.length - a.length)[0] ?? []
  const files = ordered(members, order)
  const ref = `all_${template.slug.replace(/[^a-z0-9]+/g, '_')}`
  const candidates = template.columns.flatMap((column, position): Candidate[] => {
    const profile = stackColumn(template, column, intents.get(column.name)!, files)
    const label = commonName(template, column.name)
    return profile === null
      ? []
      : [
          {
            ref,
            table: files[0]!.view.table.name,
            column: label,
            label,
            sql: `${ref}.${ident(label)}`,
            profile,
            position,
          },
        ]
  })
  const view: View = {
    ref,
    base: ref,
    table: files[0]!.view.table,
    words: [template.name],
    rowCount: files.reduce((sum, { view: one }) => sum + one.rowCount, 0),
    candidates,
    slice: null,
    keys: [],
    dependencies: [],
    shape: [],
    union: files.map(({ view: one }) => one),
  }
  const draft = emptyDraft({ template, intents, view })
  const key = keyColumn(template, intents)!
  const rank = `CASE ${ref}._input ${files.map(({ view: one }, at) => `WHEN ${text(one.ref)} THEN ${at}`).join(' ')} END * 1000000000000 + ${ref}._row`
  for (const column of template.columns) {
    const intent = intents.get(column.name)!
    const candidate = candidates.find(({ label }) => label === commonName(template, column.name))
    const made = candidate
      ? firstOfFiles(draft, column, intent, candidate, column.name === key ? null : rank)
      : countedOrListed(intent, files, ref)
    if (made)
      draft.columns.set(column.name, {
        ...made,
        confidence: 0.85,
        assigned: null,
        conversion: null,
        build: () => made.sql,
      })
  }
  const keySql = draft.columns.get(key)!.sql
  draft.groupBy = [keySql]
  draft.columns.set(key, { ...draft.columns.get(key)!, sql: `arg_min(${keySql}, ${rank})` })
  const keyIntent = intents.get(key)!
  if (keyIntent.rejectInvalid) {
    const valid = keyIntent.pattern ? `regexp_full_match(${keySql}, ${text(keyIntent.pattern)})` : `is_email(${keySql})`
    draft.drops.push({ when: `NOT coalesce(${valid}, false)`, reason: `no valid ${key}` })
  }
  draft.notes.push(
    `Rows of ${files.map(({ view: one }) => `"${one.table.name}"`).join(', ')} with the same ${key} become one, the first file that has a value wins.`,
  )
  return { draft, view }
}

const commonName = (template: Template, column: string): string => `${template.slug}.${column}`

/** Gives each file its piece of one template column, under the common name; the profile of all pieces. */
function stackColumn(
  template: Template,
  column: TemplateColumn,
  intent: Intent,
  files: readonly Member[],
): ColumnProfile | null {
  const label = commonName(template, column.name)
  const values = new Map<string, number>()
  const dates = new Map<string, ColumnProfile['dates'][number]>()
  let found = false
  for (const { view, assigned } of files) {
    const candidate = assigned.get(column.name)?.candidate
    if (!candidate) continue
    found = true
    const wanted = intentFor(intent, candidate)
    const piece = takePart({
      column,
      intent: wanted,
      sql: candidate.sql,
      profile: candidate.profile,
      mapName: column.name,
      choices: {},
    })
    view.shape.push({ op: 'compute', columns: { [label]: piece?.sql ?? candidate.sql } })
    for (const { value, count } of (piece?.profile ?? candidate.profile).top_values)
      values.set(value, (values.get(value) ?? 0) + count)
    for (const fit of candidate.profile.dates)
      dates.set(fit.format, { ...fit, fits: fit.fits + (dates.get(fit.format)?.fits ?? 0) })
  }
  if (!found) return null
  const counted = [...values].map(([value, count]) => ({ value, count })).sort((a, b) => b.count - a.count)
  return profileValues({
    column: label,
    rowCount: files.reduce((sum, { view }) => sum + view.rowCount, 0),
    values: counted,
    dates: [...dates.values()].sort((a, b) => b.fits - a.fits),
  })
}

function firstOfFiles(
  draft: Draft,
  column: TemplateColumn,
  intent: Intent,
  candidate: Candidate,
  rank: string | null,
): { sql: string; why: string } {
  const { part, ...whole } = intent
  void part
  const made = convert({
    column,
    intent: usableOnly(whole, column),
    sql: candidate.sql,
    profile: candidate.profile,
    mapName: column.name,
    choices: {},
  })
  if (made.valueMap) draft.valueMaps[column.name] = made.valueMap
  if (rank === null) return { sql: made.sql, why: 'What tells the records apart.' }
  const first = `arg_min(${made.sql}, ${rank})`
  const absent = absentOption(intent, column.description)
  return {
    sql: absent === null ? first : `coalesce(${first}, ${text(absent)})`,
    why: `The first file that has it.${absent === null ? '' : ` "${absent}" where no file has it.`}`,
  }
}

/** "First usable number": an unusable one must not win. */
const usableOnly = (intent: Intent, column: TemplateColumn): Intent =>
  intent.target === 'phone' && /\busable\b/i.test(column.description) ? { ...intent, preferences: ['', ''] } : intent

/** `none if the person is not in it`: the option for records that the file does not have. */
function absentOption(intent: Intent, description: string): string | null {
  const said =
    /["“]?([\w-]+)["”]? (?:if|when|where) (?:the )?[\w ]{2,30} (?:is|are|does|do) not (?:in|occur in|appear in|listed in|part of)\b/i.exec(
      description,
    )?.[1]
  return intent.options?.find((option) => option.toLowerCase() === said?.toLowerCase()) ?? null
}

/** Counted rows of a file, and the list of files that a record is in. */
function countedOrListed(intent: Intent, files: readonly Member[], ref: string): { sql: string; why: string } | null {
  if (intent.listsSources) {
    const { words, separator } = intent.listsSources
    const parts = words.map((word) => {
      const file = files.find(({ view }) => isNamed(view, word))
      return file
        ? `CASE WHEN count(CASE WHEN ${ref}._input = ${text(file.view.ref)} THEN 1 END) > 0 THEN ${text(word)} END`
        : 'NULL'
    })
    return {
      sql: `nullif(concat_ws(${text(separator)}, ${parts.join(', ')}), '')`,
      why: 'The files that hold the record.',
    }
  }
  if (intent.count) {
    const { of, where } = intent.count
    const file = files
      .map((member) => ({
        member,
        likeness: Math.max(0, ...of.split(' ').map((word) => nameLikeness(member.view, word))),
      }))
      .sort((a, b) => b.likeness - a.likeness)[0]!.member
    const conditions = [`${ref}._input = ${text(file.view.ref)}`]
    if (where) {
      const column = bestNamed(file.view, where.column)
      if (column === null) return null
      conditions.push(
        `lower(trim(${ref}.${ident(column.column)})) IN (${where.values.map((value) => text(value.toLowerCase())).join(', ')})`,
      )
    }
    return {
      sql: `CAST(count(CASE WHEN ${conditions.join(' AND ')} THEN 1 END) AS VARCHAR)`,
      why: `Counts rows of "${file.view.table.name}".`,
    }
  }
  return null
}
