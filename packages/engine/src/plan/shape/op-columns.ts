import type { ShapeOp } from '@godwit/contract'

/** The columns that an operation adds to an input. */
export function madeColumns(op: ShapeOp): string[] {
  switch (op.op) {
    case 'compute':
      return Object.keys(op.columns)
    case 'section':
      return [op.column]
    case 'unpivot':
      return [op.name, op.value]
    case 'unpivot_groups':
      return [op.name, ...new Set(op.groups.flatMap(({ columns }) => Object.keys(columns)))]
    case 'pivot':
      return Object.keys(op.columns)
    case 'unnest':
      return [op.as, ...(op.at === undefined ? [] : [op.at])]
    default:
      return []
  }
}

/** The columns that an input has no more after an operation. */
export function goneColumns(op: ShapeOp): string[] {
  switch (op.op) {
    case 'unpivot':
      return op.columns
    case 'unpivot_groups':
      return op.groups.flatMap(({ columns }) => Object.values(columns))
    case 'pivot':
      return [op.name, op.value]
    default:
      return []
  }
}
