import { freeName, type Grid, isFilled } from './grid.ts'
import { type Parted, partHeader } from './header-label.ts'
import type { Proposal } from './proposal.ts'

type Grouped = { at: number; stem: string; label: string }

/**
 * Columns that stand beside each other again and again under numbered or dated names (`Contact 1 Name`, `Contact 1
 * Email`, `Contact 2 Name`, …; `2019 Sales`, `2019 Cost`, `2020 Sales`, …): at least two stems with the same labels.
 */
export function findGroups(grid: Grid): Proposal | null {
  const { columns, rows } = grid
  const grouped = repeatedNames(columns) ?? sharedLabels(columns)
  if (grouped === null) return null
  const labels = [...new Set(grouped.map(({ label }) => label))]
  const stems = [...new Map(grouped.map(({ stem }) => [stem.toLowerCase(), stem])).values()]
  const inGroups = new Set(grouped.map(({ at }) => at))
  const kept = columns.map((_, at) => at).filter((at) => !inGroups.has(at))
  const names = kept.map((at) => columns[at]!)
  const cells = new Map(stems.map((stem) => [stem.toLowerCase(), freeName(stem, names)]))
  const name = freeName('number', [...names, ...cells.values()])
  const find = (label: string, stem: string) =>
    grouped.find((each) => each.label === label && each.stem.toLowerCase() === stem.toLowerCase())
  const groups = labels.map((label) => ({
    label,
    columns: Object.fromEntries(
      stems.flatMap((stem) => {
        const found = find(label, stem)
        return found ? [[cells.get(stem.toLowerCase())!, columns[found.at]!]] : []
      }),
    ),
  }))
  const after = rows.flatMap((row) =>
    labels.flatMap((label) => {
      const values = stems.map((stem) => row[find(label, stem)?.at ?? -1] ?? null)
      return values.some(isFilled) ? [[...kept.map((at) => row[at] ?? null), label, ...values]] : []
    }),
  )
  return {
    kind: 'groups',
    score: 0.9,
    why: `${stems.map((stem) => `"${stem}"`).join(', ')} stand beside each other ${labels.length} times`,
    ops: () => [{ op: 'unpivot_groups', groups, name }],
    after: { columns: [...names, name, ...cells.values()], rows: after },
  }
}

/** Names that the file itself repeats (`Name`, `Phone`, `Name (2)`, `Phone (2)`): staging numbers the later ones. */
function repeatedNames(columns: readonly string[]): Grouped[] | null {
  const parted = columns.map((column) => /^(.*?)(?: \((\d+)\)|\.(\d+)|_(\d+))$/u.exec(column.trim()))
  const found: Grouped[] = []
  for (const [at, column] of columns.entries()) {
    const match = parted[at]
    const later = parted.some((other) => other?.[1]?.toLowerCase() === column.trim().toLowerCase())
    if (match?.[1] && columns.some((other) => other.trim().toLowerCase() === match[1]!.toLowerCase()))
      found.push({ at, stem: match[1], label: label(match) })
    else if (later) found.push({ at, stem: column.trim(), label: '1' })
  }
  return isRegular(found) ? found : null
}
/** pandas and others count repeats from 1, so that `.1` is the second one. */
const label = (match: RegExpExecArray): string =>
  match[3] !== undefined ? String(Number(match[3]) + 1) : (match[2]! ?? match[4]!)

function sharedLabels(columns: readonly string[]): Grouped[] | null {
  const ways = columns.map(partHeader)
  let best: Grouped[] = []
  // The n-th way of parting for all, then whichever way makes a column fit the labels that were found.
  for (let way = 0; way < Math.max(0, ...ways.map(({ length }) => length)); way++) {
    const found = columns.flatMap((_, at): Grouped[] => {
      const parted = ways[at]![way]
      return parted ? [{ at, ...parted }] : []
    })
    const shared = withSharedLabels(complete(found, ways))
    if (shared.length > best.length && isRegular(shared)) best = shared
  }
  return best.length > 0 ? best : null
}

/** Columns that fit the stems and labels found so far when parted another way. */
function complete(found: readonly Grouped[], ways: readonly (readonly Parted[])[]): Grouped[] {
  const labels = new Set(found.map(({ label: each }) => each))
  const stems = new Set(found.map(({ stem }) => stem.toLowerCase()))
  const missing = ways.flatMap((each, at): Grouped[] => {
    if (found.some((other) => other.at === at)) return []
    const fit = each.find((parted) => labels.has(parted.label) || stems.has(parted.stem.toLowerCase()))
    return fit ? [{ at, ...fit }] : []
  })
  return [...found, ...missing].sort((a, b) => a.at - b.at)
}

/** Only stems that most labels have, and labels that several stems have. */
function withSharedLabels(found: readonly Grouped[]): Grouped[] {
  const perLabel = Map.groupBy(found, ({ label: each }) => each)
  const several = found.filter(
    ({ label: each }) => new Set(perLabel.get(each)!.map(({ stem }) => stem.toLowerCase())).size >= 2,
  )
  const labels = new Set(several.map(({ label: each }) => each)).size
  const perStem = Map.groupBy(several, ({ stem }) => stem.toLowerCase())
  return several.filter(({ stem }) => perStem.get(stem.toLowerCase())!.length >= Math.max(2, labels * 0.5))
}

/** At least two stems and two labels, and no cell of a group twice. */
function isRegular(found: readonly Grouped[]): boolean {
  const stems = new Set(found.map(({ stem }) => stem.toLowerCase()))
  const labels = new Set(found.map(({ label: each }) => each))
  const cells = new Set(found.map(({ stem, label: each }) => `${stem.toLowerCase()}\u0000${each}`))
  return (
    stems.size >= 2 &&
    labels.size >= 2 &&
    cells.size === found.length &&
    found.length >= 0.75 * stems.size * labels.size
  )
}
