import type { ShapeOp } from '@godwit/contract'
import type { Grid } from './grid.ts'

/** A way to give a table rows of one record each, seen in its first rows. */
export type Proposal = {
  kind: 'headings' | 'fill_down' | 'stack' | 'groups' | 'transposed' | 'records' | 'list'
  /** 0..1: how sure it is that the rows are not records yet, and that this makes them so. */
  score: number
  /** In words, for whoever reviews it. */
  why: string
  /** The operations over an input of that name. */
  ops: (ref: string) => ShapeOp[]
  /** The first rows as they are afterwards, with the columns that matter then. */
  after: Grid
}
