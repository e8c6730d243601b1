import type { Inclusion, RecipeJoin, TemplateColumn } from '@godwit/contract'
import { convert } from '../convert/convert.ts'
import type { Draft, DraftColumn, DraftInput } from '../draft/draft.ts'
import { addColumn, unmatched, withoutMarks } from '../draft/draft-column.ts'
import type { Assigned } from '../match/assign-columns.ts'
import type { Candidate } from '../match/candidate.ts'
import type { Intent } from '../match/intent.ts'
import { scorePair } from '../match/score-pair.ts'
import { aliasOf, equality, pairKey, reachAlong } from './join-views.ts'
import { renamed } from './renamed.ts'
import { findTextLink, isDateColumn } from './text-link.ts'
import type { View } from './view.ts'

type LinkInput = DraftInput & { draft: Draft; column: TemplateColumn; intent: Intent }

/** A way to the parent's key: a column of the view, and the parent's column that its values stand in. */
type Way = { from: Candidate; key: Candidate; by: Inclusion['by']; share: number; likeness: number; direct: boolean }

/**
 * A column whose values must be keys of another sheet (or of this one). The source may hold the key itself, or
 * something else that names the parent's row (its number, its name), which is then looked up.
 */
export function linkColumn(input: LinkInput): void {
  const { draft, column, intent, template } = input
  for (const target of intent.link ?? []) {
    const parent =
      target.templateSlug === template.slug || target.templateId === template.id
        ? draft
        : [...input.drafts.values()].find(
            ({ template: other }) => other.slug === target.templateSlug || other.id === target.templateId,
          )
    const keyColumn = parent?.columns.get(target.columnName)
    if (!parent || !keyColumn?.assigned) continue
    const ways = waysTo(input, parent, keyColumn)
    if (ways.length > 0) takeWays(input, parent, keyColumn, ways)
    else if (takeByKey(input, parent, keyColumn)) return
    else takeFromText(input, parent, keyColumn, target.columnName)
    if (draft.columns.has(column.name)) return
  }
  if (draft.columns.has(column.name)) return
  const fallback = bestByName(input)
  if (fallback) addColumn(draft, column, fallback, input.choices.get(column.name) ?? {})
}

function bestByName({ draft, column, intent, template, view, chosen }: LinkInput): Assigned | null {
  const wish = chosen.get(column.name)
  const best = view.candidates
    .map((candidate) => ({
      candidate,
      score: scorePair({ column, intent, template, candidate, tableWords: view.words }),
    }))
    .filter(({ candidate, score }) => (wish === undefined ? score.score >= 0.5 : candidate.label === wish))
    .sort((a, b) => b.score.score - a.score.score)[0]
  return best && draft.view === view ? { ...best, confidence: best.score.score, rivals: [] } : null
}

function waysTo(input: LinkInput, parent: Draft, keyColumn: DraftColumn): Way[] {
  const { view, column, intent, template, inclusions, chosen } = input
  const key = keyColumn.assigned!.candidate
  const wish = chosen.get(column.name)
  const likenessOf = (candidate: Candidate) =>
    scorePair({ column, intent, template, candidate, tableWords: view.words }).score
  const ways: Way[] = []
  const sameTable = view.table.name === parent.view.table.name
  if (sameTable && parent !== input.draft && view.slice === null) {
    // The parent is made of columns of this very table: its key stands in each row.
    const own = view.candidates.find(({ label }) => label === key.label)
    if (own) ways.push({ from: own, key, by: 'text', share: 1, likeness: 1, direct: true })
    return ways
  }
  for (const candidate of view.candidates) {
    if (wish !== undefined && candidate.label !== wish) continue
    const likeness = likenessOf(candidate)
    for (const inclusion of inclusions) {
      if (
        inclusion.from.table !== view.table.name ||
        inclusion.from.column !== candidate.column ||
        inclusion.to.table !== parent.view.table.name
      )
        continue
      const to = parent.view.candidates.find(({ label }) => label === inclusion.to.column)
      if (!to || (sameTable && to.label === candidate.label)) continue
      ways.push({
        from: candidate,
        key: to,
        by: inclusion.by,
        share: inclusion.share,
        likeness,
        direct: to.label === key.label && inclusion.by === 'text',
      })
    }
    if (sameTable && view.slice !== null && likeness >= 0.5 && !ways.some(({ from }) => from === candidate)) {
      ways.push({ from: candidate, key, by: 'text', share: 0.5, likeness, direct: true })
    }
  }
  return ways
    .filter(
      ({ likeness, share, from }) =>
        likeness >= 0.3 || (share >= 0.9 && likeness >= 0.15 && from.profile.kind === 'id'),
    )
    .sort((a, b) => score(b) - score(a))
}

const score = ({ likeness, share, direct }: Way): number => likeness + 0.4 * share + (direct ? 0.1 : 0)

function takeWays(input: LinkInput, parent: Draft, keyColumn: DraftColumn, ways: readonly Way[]): void {
  const { draft, column, intent, view } = input
  const first = ways[0]!
  const fallback = /\bif (?:there is|it has|it is) no|\botherwise\b|\belse\b|\bif (?:missing|empty|blank)\b/i.test(
    column.description,
  )
    ? ways.find((way) => way.from.label !== first.from.label && way.key.label !== first.key.label)
    : undefined
  if (first.direct && !intent.emptyIfUnlinked && fallback === undefined) {
    addLinked(
      draft,
      column,
      first,
      parentExpression(input, keyColumn, first.from, view),
      `Holds the key of ${parent.template.name} itself.`,
    )
    return
  }
  const one = lookUp(input, parent, keyColumn, first)
  if (fallback === undefined) {
    addLinked(draft, column, first, one, `Looked up in ${parent.template.name} by "${first.from.label}".`)
    return
  }
  const other = lookUp(input, parent, keyColumn, fallback)
  addLinked(
    draft,
    column,
    first,
    `CASE WHEN clean_text(${first.from.sql}) IS NULL THEN ${other} ELSE ${one} END`,
    `Looked up in ${parent.template.name} by "${first.from.label}", where that is empty by "${fallback.from.label}".`,
  )
}

/** The parent has no single column that this table names it by, but several that it does together. */
function takeByKey(input: LinkInput, parent: Draft, keyColumn: DraftColumn): boolean {
  const { draft, column, view, inclusions, chosen } = input
  if (view.table.name === parent.view.table.name || chosen.get(column.name) !== undefined) return false
  for (const key of parent.view.keys.filter(({ length }) => length > 1)) {
    const pairs = pairKey(view, parent.view, key, inclusions)
    const from = view.candidates.find(({ label }) => label === pairs?.[0]?.from.column)
    const to = parent.view.candidates.find(({ label }) => label === key[0])
    if (pairs === null || !from || !to) continue
    const reach = reachAlong(view.ref, parent.view, pairs)
    if (!draft.joins.some(({ as }) => as === reach.join.as)) draft.joins.push(reach.join)
    draft.review.push(unmatched(column.name, reach.fkSql, reach.join.as, parent.view.table.name, reach.fk))
    const way: Way = { from, key: to, by: 'text', share: 0.9, likeness: 0.6, direct: false }
    const why = `Looked up in ${parent.template.name} by "${pairs.map((pair) => pair.from.column).join('" and "')}" together.`
    addLinked(draft, column, way, keyColumn.build(reach.join.as), why)
    return true
  }
  return false
}

/** The key stands inside remarks: it is taken out, and kept where the parent has it. */
function takeFromText(input: LinkInput, parent: Draft, keyColumn: DraftColumn, keyName: string): void {
  const { draft, column, view } = input
  const pattern = parent.intents.get(keyName)?.pattern
  if (!pattern || draft.columns.has(column.name)) return
  const found = findTextLink({ view, pattern, description: column.description, isDate: isDateColumn })
  if (!found) return
  const way: Way = {
    from: found.candidate,
    key: keyColumn.assigned!.candidate,
    by: 'text',
    share: 0.7,
    likeness: 0.6,
    direct: false,
  }
  if (!input.intent.emptyIfUnlinked) {
    addLinked(draft, column, way, found.sql, `Taken out of "${found.candidate.label}".`)
    return
  }
  const alias = aliasOf(`${parent.view.ref}_in_${found.candidate.label}`)
  draft.joins.push({
    input: parent.view.ref,
    as: alias,
    on: `${found.sql} = ${keyColumn.build(alias)}`,
    expect: 'many_to_one',
  })
  draft.review.push({
    column: column.name,
    when: `(${found.sql}) IS NOT NULL AND ${alias}._row IS NULL`,
    message: `${parent.template.name} has no row for what "${found.candidate.label}" names, so the cell was left empty`,
  })
  addLinked(
    draft,
    column,
    way,
    keyColumn.build(alias),
    `Named in "${found.candidate.label}", where ${parent.template.name} has it.`,
  )
}

/** The parent's key written the way the parent sheet writes it, over another column. */
function parentExpression(input: LinkInput, keyColumn: DraftColumn, from: Candidate, view: View): string {
  const key = keyColumn.assigned!.candidate
  if (key.table === from.table && key.label === from.label) return keyColumn.build(view.ref)
  if (keyColumn.generate) return keyColumn.generate(from.sql)
  const intent = keyIntent(input, keyColumn)
  if (intent === null) return `clean_text(${from.sql})`
  return convert({ ...intent, sql: from.sql, profile: from.profile, mapName: input.column.name, choices: {} }).sql
}

function keyIntent(input: LinkInput, keyColumn: DraftColumn) {
  for (const draft of [input.draft, ...input.drafts.values()]) {
    for (const [name, column] of draft.columns) {
      if (column !== keyColumn) continue
      const template = draft.template.columns.find((candidate) => candidate.name === name)!
      const { part, ...own } = draft.intents.get(name)!
      void part
      return { column: template, intent: input.intent.part ? { ...own, part: input.intent.part } : own }
    }
  }
  return null
}

/** Joins the parent's input and yields its key; empty where no row matches. */
function lookUp({ draft, view, intent, column }: LinkInput, parent: Draft, keyColumn: DraftColumn, way: Way): string {
  const alias = aliasOf(`${parent.view.ref}_by_${way.from.label}`)
  const first =
    intent.part?.kind === 'first_of_list' && way.direct
      ? `trim(regexp_extract(${way.from.sql}, '[^;,|/]+'))`
      : way.from.sql
  const join: RecipeJoin = {
    input: parent.view.ref,
    as: alias,
    on: equality(first, withoutMarks(parent, '', way.key, renamed(way.key.sql, way.key.ref, alias)), way.by),
    expect: 'many_to_one',
  }
  if (!draft.joins.some(({ as }) => as === alias)) {
    draft.joins.push(join)
    draft.review.push(unmatched(column.name, way.from.sql, alias, parent.view.table.name, way.from.label))
  }
  void view
  return keyColumn.build(alias)
}

function addLinked(draft: Draft, column: TemplateColumn, way: Way, sqlText: string, why: string): void {
  const score = {
    score: Math.min(1, way.likeness + 0.3 * way.share),
    name: way.likeness,
    said: 0,
    fit: way.share,
    alike: 0,
    why,
  }
  draft.columns.set(column.name, {
    sql: sqlText,
    why,
    confidence: Math.round(score.score * 100) / 100,
    assigned: { candidate: way.from, score, confidence: score.score, rivals: [] },
    conversion: null,
    build: (alias) => renamed(sqlText, draft.view.ref, alias),
  })
}
