import type { ShapeOp } from '@godwit/contract'

/** What to do with the parts of a shape operation. */
type ShapeChange = { sql(text: string): string; column(name: string): string }

/**
 * A shape operation over other names; null for one whose columns stand for data (wide tables, key-value tables): that is
 * looked at afresh in each migration.
 */
export function mapShape(op: ShapeOp, change: ShapeChange): ShapeOp | null {
  switch (op.op) {
    case 'drop':
      return { ...op, when: change.sql(op.when) }
    case 'compute':
      return {
        op: 'compute',
        columns: Object.fromEntries(Object.entries(op.columns).map(([name, sql]) => [name, change.sql(sql)])),
      }
    case 'fill_down':
      return {
        ...op,
        columns: op.columns.map((name) => change.column(name)),
        ...(op.within === undefined ? {} : { within: change.sql(op.within) }),
      }
    case 'section':
      return { ...op, when: change.sql(op.when), value: change.sql(op.value) }
    case 'unnest':
      return { ...op, column: change.column(op.column) }
    default:
      return null
  }
}

/** The expressions, staged columns, and other texts of an operation; null for one that is not learned. */
export function partsOfShape(op: ShapeOp): { sql: string[]; columns: string[]; texts: string[] } | null {
  switch (op.op) {
    case 'drop':
      return { sql: [op.when], columns: [], texts: [] }
    case 'compute':
      return { sql: Object.values(op.columns), columns: [], texts: Object.keys(op.columns) }
    case 'fill_down':
      return { sql: op.within === undefined ? [] : [op.within], columns: op.columns, texts: [] }
    case 'section':
      return { sql: [op.when, op.value], columns: [], texts: [op.column] }
    case 'unnest':
      return { sql: [], columns: [op.column], texts: [op.as] }
    default:
      return null
  }
}
