import type { ShapeOp } from '@godwit/contract'
import { findBlanks } from './find-blanks.ts'
import { findGroups } from './find-groups.ts'
import { findHeadings } from './find-headings.ts'
import { findList } from './find-lists.ts'
import { findRecords } from './find-records.ts'
import { findStack } from './find-stack.ts'
import { findTransposed } from './find-transposed.ts'
import type { Grid } from './grid.ts'
import type { Proposal } from './proposal.ts'

/** The first rows of a table, with the name that its input has in a recipe. */
export type ShapeInput = Grid & { ref: string }

const finders = [findHeadings, findBlanks, findTransposed, findRecords, findGroups, findStack, findList]

/** Below this a table is left as it is: a wrong turn costs more than a table that is read as it stands. */
const leastScore = 0.6
const mostSteps = 3

/** Every way to reshape a table that its first rows speak for, best first. Equal scores go by the order of the looks. */
export const shapeProposals = (grid: Grid): Proposal[] =>
  finders
    .flatMap((find) => find(grid) ?? [])
    .filter(({ score }) => score >= leastScore)
    .sort((a, b) => b.score - a.score)

/** Operations, the columns that make up the table afterwards, and why, a sentence for each step. */
export type ShapeProposal = { ops: ShapeOp[]; columns: readonly string[]; why: string[] }

/**
 * What must be done to a table so that each row is one record and each column one attribute, without being told what it
 * is wanted for: headings, cells written once, tables on their side, attribute rows, repeated groups of columns, headers
 * that are values, and lists in cells, one after the other. Nothing for a table that is as it should be. The same rows
 * give the same operations.
 */
export function proposeShapes({ ref, columns, rows }: ShapeInput): ShapeProposal {
  const ops: ShapeOp[] = []
  const why: string[] = []
  const done = new Set<Proposal['kind']>()
  let grid: Grid = { columns, rows }
  for (let step = 0; step < mostSteps; step++) {
    // Headings and cells written once come first: what else there is shows when they are out of the way.
    const [best] = shapeProposals(grid)
      .filter(({ kind }) => !done.has(kind) && !excludes(done, kind))
      .sort((a, b) => rank(a) - rank(b))
    if (!best) break
    ops.push(...best.ops(ref))
    why.push(best.why)
    done.add(best.kind)
    grid = best.after
  }
  return { ops, columns: grid.columns, why }
}

const rank = ({ kind }: Proposal): number =>
  kind === 'headings' ? 0 : kind === 'fill_down' ? 1 : kind === 'list' ? 3 : 2

/** Steps that undo each other, or that a turned table can no longer need. */
const excludes = (done: ReadonlySet<Proposal['kind']>, kind: Proposal['kind']): boolean =>
  (done.has('stack') && (kind === 'records' || kind === 'transposed')) ||
  (done.has('groups') && (kind === 'records' || kind === 'transposed')) ||
  (done.has('records') && (kind === 'stack' || kind === 'transposed')) ||
  (done.has('transposed') && (kind === 'records' || kind === 'transposed'))
