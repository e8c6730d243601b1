import type { ColumnProfile, LearnedSheet, RecipeSheet, Template } from '@godwit/contract'
import type { AnswerBook } from '../ask/answers.ts'
import { carryColumn } from './carry-column.ts'
import type { CarriedInput } from './carry-inputs.ts'
import { meaningOf, readWriting } from './compare-sql.ts'
import { hashRules } from './hash-header.ts'
import { expressionsOfSheet } from './make-portable.ts'
import { mergeProfiles } from './merge-profiles.ts'
import { columnsRead, refsRead, renameIn } from './sql-tokens.ts'

export type CarrySheet = {
  source: string
  sheet: LearnedSheet
  template: Template
  inputs: ReadonlyMap<string, CarriedInput>
  /** The same template's sheet of a fresh plan. */
  fresh: RecipeSheet | null
  profileOf(table: string, column: string): ColumnProfile | undefined
  /** Columns that no earlier file had. */
  isNew(column: string): boolean
  /** Template columns whose learned expression has turned out not to work here. */
  without: ReadonlySet<string>
}

export type CarriedSheet = {
  sheet: RecipeSheet
  /** Template columns whose open questions of the fresh plan still count. */
  asks: Set<string>
  asksDuplicates: boolean
  drift: string[]
  remarks: string[]
  /** Learned columns that are filled as learned, and how many there are. */
  carried: number
  of: number
}

/** A sheet that less than this of was found again is planned afresh. */
const leastCarried = 0.5

/** A learned sheet over new files; null when too little of it fits to be forced on them. */
export function carrySheet(input: CarrySheet, book: AnswerBook): CarriedSheet | null {
  const { sheet, template, inputs, source } = input
  const from = inputs.get(sheet.from)
  if (!from) return null
  const relations = new Map([[sheet.from, from]])
  const refs = new Map([[sheet.from, from.ref]])
  // All inputs: what a union's rows come from is told by its members' names.
  const every = [...inputs].map(([old, each]) => [old, each.ref] as const)
  const names = () => ({
    refs: new Map([...every, ...refs]),
    columns: new Map([...relations].map(([ref, { columns }]) => [ref, columns])),
  })
  /** The expression over the new names; null when something that it reads is gone. */
  const carry = (sql: string): string | null => {
    for (const { ref, column } of columnsRead(sql)) {
      const relation = ref === null ? null : relations.get(ref)
      if (relation === undefined || relation?.missing.has(column)) return null
      if (ref === null && [...relations.values()].every(({ missing }) => missing.has(column))) return null
    }
    return [...refsRead(sql)].every((ref) => refs.has(ref)) ? renameIn(sql, names()) : null
  }
  const joins: RecipeSheet['joins'] = []
  for (const join of sheet.joins) {
    const other = inputs.get(join.input)
    if (!other) continue
    const rest = join.as.startsWith(join.input) ? join.as.slice(join.input.length) : null
    const as = (rest === null ? join.as : `${other.ref}${rest}`).slice(0, 60)
    relations.set(join.as, other)
    refs.set(join.as, as)
    const on = carry(join.on)
    if (on === null) {
      relations.delete(join.as)
      refs.delete(join.as)
    } else joins.push({ ...join, input: other.ref, as, on })
  }
  const group = sheet.group?.by.map(carry) ?? null
  if (group?.some((by) => by === null)) return null
  const groupBy = group as string[] | null

  const freshSheet = sameRows(input.fresh, from.ref, groupBy) ? input.fresh : null
  const drop = sheet.drop.flatMap(({ when, reason }) => {
    const now = carry(when)
    if (now === null) return []
    return [{ when: now, reason: input.fresh?.drop.find((rule) => rule.when === now)?.reason ?? reason }]
  })
  if (sheet.lost_drops) {
    for (const rule of freshSheet?.drop ?? []) if (!drop.some(({ when }) => when === rule.when)) drop.push(rule)
  }
  const columns: RecipeSheet['columns'] = {}
  const value_maps: RecipeSheet['value_maps'] = {}
  const drift: string[] = []
  const remarks: string[] = []
  const asks = new Set<string>()
  const takenFresh = new Set<string>()
  let carried = 0
  let of = 0
  const former = new Map([...relations].flatMap(([, { columns: now }]) => [...now].map(([old, name]) => [name, old])))
  for (const column of template.columns) {
    const { name } = column
    const learned = sheet.columns[name]
    const own = freshSheet?.columns[name]
    const fresh = own && own.sql !== 'NULL' ? own : null
    const called = `${template.slug}.${name}`
    const takeFresh = () => {
      asks.add(name)
      columns[name] = fresh ?? { sql: 'NULL', why: own?.why ?? 'Nothing in the files fits.', confidence: 0.5 }
      if (fresh) takenFresh.add(name)
      for (const [map, entries] of Object.entries(freshSheet?.value_maps ?? {})) {
        if (fresh?.sql.includes(`'${map.replaceAll("'", "''")}'`)) value_maps[map] ??= entries
      }
    }
    if (!(name in sheet.rules)) {
      drift.push(
        `${called} is new in the template; ${fresh ? 'it was planned afresh' : 'nothing in the files fills it'}.`,
      )
      takeFresh()
      continue
    }
    if (learned === undefined) {
      takeFresh()
      continue
    }
    if (learned.sql !== 'NULL') of += 1
    if (sheet.rules[name] !== hashRules(column)) {
      drift.push(`The template has changed what it wants of ${called} since; it was planned afresh.`)
      takeFresh()
      continue
    }
    if (learned.sql === 'NULL') {
      const news = fresh ? columnsRead(fresh.sql).filter((read) => input.isNew(read.column)) : []
      if (news.length > 0) {
        drift.push(`"${news[0]!.column}" is new in these files and fills ${called}.`)
        takeFresh()
      } else {
        columns[name] = {
          sql: 'NULL',
          why: `Left empty, as in earlier migrations of ${source}.`,
          confidence: learned.confidence,
        }
      }
      continue
    }
    const sql = input.without.has(name) ? null : carry(learned.sql)
    if (sql === null) {
      const gone = columnsRead(learned.sql).filter(({ ref, column: each }) =>
        relations.get(ref ?? '')?.missing.has(each),
      )
      const said = gone[0] ? `"${gone[0].column}" is not in these files` : `What filled ${called} does not work here`
      const instead = fresh
        ? columnsRead(fresh.sql)
            .map((read) => `"${read.column}"`)
            .join(', ')
        : ''
      drift.push(fresh ? `${said}: ${called} is taken from ${instead} instead.` : `${said}, so ${called} stays empty.`)
      takeFresh()
      continue
    }
    const other = columnsRead(learned.sql).find(({ ref, column: each }) => relations.get(ref ?? '')?.changed.has(each))
    if (other && fresh && fresh.sql !== sql) {
      drift.push(`"${other.column}" holds something else than in earlier files; ${called} was planned afresh.`)
      takeFresh()
      continue
    }
    carried += 1
    const reads = columnsRead(sql)
    const made = carryColumn(
      {
        source,
        template,
        column,
        learned: { ...learned, sql },
        fresh,
        formerly: new Map(
          reads.flatMap((read) => {
            const old = former.get(read.column)
            return old !== undefined && old !== read.column ? [[read.column, old] as const] : []
          }),
        ),
        table: from.tables[0]?.name ?? from.ref,
        profileOf: (ref, each) => {
          const relation = [...relations].find(([old]) => refs.get(old) === ref)?.[1] ?? from
          return mergeProfiles(
            relation.tables.flatMap(
              ({ name: table }) => input.profileOf(table, relation.columns.get(each) ?? each) ?? [],
            ),
          )
        },
        valueMaps: sheet.value_maps,
        dropped: drop.map(({ when }) => when),
      },
      book,
    )
    columns[name] = made.column
    drift.push(...made.drift)
    remarks.push(...made.remarks)
    if (made.takesFresh) takenFresh.add(name)
    if (made.valueMap) value_maps[made.valueMap.name] = made.valueMap.entries
    for (const rule of made.drops) if (!drop.some(({ when }) => when === rule.when)) drop.push(rule)
  }
  if (of === 0 || carried / of < leastCarried) return null
  // A map that a person's own expression uses stands even where no value of it is known here.
  for (const [map, entries] of Object.entries(sheet.value_maps)) {
    const used = Object.values(columns).some(({ sql }) => sql.includes(`'${map.replaceAll("'", "''")}'`))
    if (used) value_maps[map] ??= entries
  }

  const review = [
    ...sheet.review.flatMap((rule) => {
      const when = takenFresh.has(rule.column) ? null : carry(rule.when)
      if (when === null || !template.columns.some(({ name }) => name === rule.column)) return []
      const same = freshSheet?.review.find((own) => own.column === rule.column && own.when === when)
      return [same ?? { ...rule, when }]
    }),
    ...(freshSheet?.review ?? []).filter(({ column }) => takenFresh.has(column)),
  ]
  const has = (name: string) => template.columns.some((column) => column.name === name)
  const learnedKeep = sheet.dedupe && typeof sheet.dedupe.keep === 'object' ? carry(sheet.dedupe.keep.by) : null
  const freshKeep = typeof freshSheet?.dedupe?.keep === 'object' ? freshSheet.dedupe.keep.by : null
  const keep = learnedKeep !== null && freshKeep !== null && readsMore(freshKeep, learnedKeep) ? freshKeep : learnedKeep
  const learnedDedupe =
    sheet.dedupe?.key.every(has) && (typeof sheet.dedupe.keep !== 'object' || keep !== null)
      ? {
          key: sheet.dedupe.key,
          keep: typeof sheet.dedupe.keep === 'object' ? { by: keep! } : sheet.dedupe.keep,
          fill: sheet.dedupe.fill.filter(has),
        }
      : null
  const asksDuplicates = learnedDedupe === null && !sheet.keeps_duplicates
  const result: RecipeSheet = {
    template: template.slug,
    from: from.ref,
    joins: [...joins, ...(freshSheet?.joins ?? []).filter(({ as }) => !joins.some((join) => join.as === as))],
    drop,
    drop_invalid: sheet.drop_invalid.filter(has),
    group: groupBy && { by: groupBy },
    columns,
    value_maps,
    dedupe: learnedDedupe ?? (asksDuplicates ? (freshSheet?.dedupe ?? null) : null),
    review,
  }
  const removed = Object.keys(sheet.rules).filter((name) => !has(name))
  if (removed.length > 0)
    drift.push(
      `${removed.join(', ')} ${removed.length === 1 ? 'is' : 'are'} no longer in the template ${template.slug}.`,
    )
  return { sheet: { ...result, joins: usedJoins(result) }, asks, asksDuplicates, drift, remarks, carried, of }
}

const sameRows = (fresh: RecipeSheet | null, from: string, group: readonly string[] | null): boolean =>
  fresh !== null && fresh.from === from && JSON.stringify(fresh.group?.by ?? null) === JSON.stringify(group)

/** Whether a fresh expression means the same and reads formats that the learned one does not. */
function readsMore(fresh: string, learned: string): boolean {
  const known = new Set(readWriting(learned).formats)
  return meaningOf(fresh) === meaningOf(learned) && readWriting(fresh).formats.some((format) => !known.has(format))
}

/** Lookups that nothing reads any more leave. */
function usedJoins(sheet: RecipeSheet): RecipeSheet['joins'] {
  return sheet.joins.filter((join, at) => {
    const others = expressionsOfSheet({ ...sheet, joins: sheet.joins.filter((_, other) => other > at) })
    return others.some((sql) => sql.includes(join.as))
  })
}
