import type { ColumnProfile, ShapeOp } from '@godwit/contract'
import { ident, sql } from '../../sql/quote.ts'
import type { Candidate } from '../match/candidate.ts'
import { fold } from '../match/name-words.ts'
import { profileShaped } from './profile-shaped.ts'
import { findHeaderDetail } from './propose/find-header-detail.ts'
import { findListColumns } from './propose/find-lists.ts'
import { type Grid, isFilled } from './propose/grid.ts'
import type { Proposal } from './propose/proposal.ts'
import { shapeProposals } from './propose/propose-shapes.ts'
import { shapedRows } from './shaped-rows.ts'
import type { Probe, View } from './view.ts'

/** Rows that a table's shape is read from: enough for groups to come round, few enough to fetch. */
const sampledRows = 300

/** The first rows of a view's staged columns, as its shape so far makes them. */
export async function sampleView(view: View, probe: Probe): Promise<Grid | null> {
  const relation = shapedRows(view)
  const columns = view.candidates.filter(({ label, column }) => label === column).map(({ column }) => column)
  if (relation === null || columns.length === 0) return null
  const cells = columns.map((name, at) => `left(${view.ref}.${ident(name)}, 500) AS c${at}`)
  const rows = await probe(
    sql(`SELECT ${cells.join(', ')} FROM ${relation} ORDER BY ${view.ref}._row LIMIT ${sampledRows}`),
  )
  return {
    columns,
    rows: rows.map((row) =>
      columns.map((_, at) => {
        const cell = row[`c${at}`]
        return cell === null || cell === undefined ? null : String(cell)
      }),
    ),
  }
}

/**
 * Cells written once for the rows below are filled in the view itself: whatever is read from it needs them. Gives the
 * sample as it is then.
 */
export async function fillWrittenOnce(view: View, grid: Grid, probe: Probe): Promise<Grid> {
  const found = shapeProposals(grid).find(({ kind }) => kind === 'fill_down')
  if (!found) return grid
  const ops = found.ops(view.ref)
  const columns = ops.flatMap((op) => (op.op === 'fill_down' ? op.columns : []))
  view.shape.push(...ops)
  const measured = await profileShaped(view, columns, probe)
  for (const profile of measured?.profiles ?? []) {
    const at = view.candidates.findIndex(({ label }) => label === profile.column)
    view.candidates[at] = { ...view.candidates[at]!, profile }
  }
  return found.after
}

/** Views of a table turned into rows of other records: by what its first rows propose, and one for each list column. */
export async function reshapedViews(
  whole: View,
  grid: Grid,
  taken: Set<string>,
  probe: Probe,
  skip: ReadonlySet<Proposal['kind']>,
  isWanted: (list: string) => boolean,
): Promise<View[]> {
  const views: View[] = []
  for (const proposal of shapeProposals(grid)) {
    if (skip.has(proposal.kind) || !named[proposal.kind]) continue
    const ref = freeRef(whole, named[proposal.kind]!, taken)
    const view = await shapedView(whole, ref, proposal.ops(ref), proposal.after.columns, probe)
    if (!view) continue
    // `Contact Name` beside `Contact Email`: the rows are contacts now, and no longer what the table is called.
    const common = proposal.kind === 'groups' ? commonWord(view) : null
    views.push(common === null ? view : { ...view, words: [common] })
  }
  for (const list of findListColumns(grid)) {
    // Measuring them takes time: only those that a template is about.
    if (!isWanted(list.column)) continue
    const ref = freeRef(whole, list.column, taken)
    const [entry, place] = [`${list.column} (entry)`, `${list.column} (place)`]
    const op: ShapeOp = { op: 'unnest', column: list.column, as: entry, separator: list.separator, at: place }
    const others = grid.columns.filter((column) => column !== list.column)
    const view = await shapedView(whole, ref, [op], [...others, entry, place], probe)
    if (!view) continue
    views.push({
      ...view,
      words: [list.column, ...whole.words.map((word) => `${word} ${list.column}`)],
      list: list.column,
    })
  }
  return [...views, ...(await headerDetailViews(whole, grid, taken, probe))]
}

/** A word that all columns have which the reshaping made out of several. */
function commonWord(view: View): string | null {
  const made = view.candidates.filter((candidate) => candidate.made).map(({ label }) => fold(label).split(' '))
  const grouped = made.filter((words) => words.length > 1)
  const [first, ...others] = grouped
  if (!first || grouped.length < 2) return null
  return first.find((word) => others.every((words) => words.includes(word))) ?? null
}

const named: Partial<Record<Proposal['kind'], string>> = {
  stack: 'by_header',
  groups: 'by_group',
  transposed: 'turned',
  records: 'records',
}

function freeRef(whole: View, ending: string, taken: Set<string>): string {
  const bare = fold(ending)
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  let ref = `${whole.ref.slice(0, 40)}_${bare}`.slice(0, 58).replace(/_+$/, '')
  while (taken.has(ref)) ref = `${ref}_2`
  taken.add(ref)
  return ref
}

/** A view over other rows. Columns that the whole has keep their place; the others are made by the operations. */
async function shapedView(
  whole: View,
  ref: string,
  ops: readonly ShapeOp[],
  columns: readonly string[],
  probe: Probe,
): Promise<View | null> {
  const base: View = {
    ...whole,
    ref,
    keys: [],
    candidates: [],
    shape: [...whole.shape.map((op) => renamedOp(op, whole.ref, ref)), ...ops],
  }
  const staged = new Map(
    whole.candidates.filter(({ label, column }) => label === column).map((own) => [own.label, own]),
  )
  // What is only repeated need not be measured again, unless rows were gathered or left out.
  const repeats = ops.every(({ op }) => op === 'unnest' || op === 'unpivot' || op === 'unpivot_groups')
  const fresh = repeats ? columns.filter((name) => !staged.has(name)) : columns
  const measured = await profileShaped(base, fresh, probe)
  if (measured === null || measured.rowCount === 0) return null
  const profileOf = (name: string): ColumnProfile =>
    measured.profiles.find(({ column }) => column === name) ?? {
      ...staged.get(name)!.profile,
      row_count: measured.rowCount,
      is_key: false,
    }
  const candidates = columns.map((name, at): Candidate => {
    const profile = profileOf(name)
    const own = staged.get(name)
    return {
      ref,
      table: whole.table.name,
      column: profile.column,
      label: profile.column.replace(/ \((entry|header)\)$/, ''),
      sql: `${ref}.${ident(profile.column)}`,
      profile: own ? withDates(profile, own.profile) : profile,
      position: own?.position ?? whole.candidates.length + at,
      ...(own ? {} : { made: true as const }),
    }
  })
  return { ...base, rowCount: measured.rowCount, candidates }
}

/** A column that is only repeated keeps the readings of its dates, which were measured better. */
const withDates = (profile: ColumnProfile, own: ColumnProfile): ColumnProfile =>
  own.dates.length > 0 ? { ...profile, dates: own.dates, date_order: own.date_order, kind: own.kind } : profile

/** An operation over one name of an input, written for another. */
export function renamedOp(op: ShapeOp, ref: string, other: string): ShapeOp {
  const over = (expression: string) =>
    expression.replace(new RegExp(`(?<![A-Za-z0-9_"])${ref}\\.(?="|_row)`, 'g'), `${other}.`)
  switch (op.op) {
    case 'drop':
      return { ...op, when: over(op.when) }
    case 'compute':
      return {
        ...op,
        columns: Object.fromEntries(Object.entries(op.columns).map(([name, each]) => [name, over(each)])),
      }
    case 'section':
      return { ...op, when: over(op.when), value: over(op.value) }
    case 'fill_down':
      return op.within === undefined ? op : { ...op, within: over(op.within) }
    default:
      return op
  }
}

/** Heading rows as records of their own, and the rows below with the cells of their heading. */
async function headerDetailViews(whole: View, grid: Grid, taken: Set<string>, probe: Probe): Promise<View[]> {
  const found = findHeaderDetail(grid)
  if (found === null) return []
  const names = (positions: readonly number[]) => positions.map((at) => grid.columns[at]!)
  const [header, detail] = [names(found.header), names(found.detail)]
  const lead = header.find((name) => grid.rows.filter((row) => isFilled(row[grid.columns.indexOf(name)])).length > 1)
  if (lead === undefined) return []
  const views: View[] = []
  const [heads, lines] = [freeRef(whole, 'headings', taken), freeRef(whole, 'lines', taken)]
  const empty = (ref: string, columns: readonly string[]) =>
    columns.map((name) => `clean_text(${ref}.${ident(name)}) IS NULL`).join(' AND ')
  const parents = await shapedView(
    whole,
    heads,
    [{ op: 'drop', when: empty(heads, header), reason: 'a line below a heading' }],
    header,
    probe,
  )
  if (parents) views.push(parents)
  const children = await shapedView(
    whole,
    lines,
    [
      // A line takes all cells of its own heading, the empty ones as well.
      {
        op: 'compute',
        columns: {
          _heading: `count(CASE WHEN NOT (${empty(lines, header)}) THEN 1 END) OVER (ORDER BY ${lines}._row)`,
        },
      },
      { op: 'fill_down', columns: header, within: `${lines}."_heading"` },
      { op: 'drop', when: empty(lines, detail), reason: 'a heading of lines' },
    ],
    [...header, ...detail],
    probe,
  )
  if (children) {
    const made = new Set(detail)
    views.push({
      ...children,
      candidates: children.candidates.map((own) => (made.has(own.label) ? { ...own, made: true as const } : own)),
    })
  }
  return views
}
