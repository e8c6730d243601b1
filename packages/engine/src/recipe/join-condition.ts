import { type Ast, walk } from './expression-ast.ts'
import { findColumn, type Scope } from './scope.ts'

/** The right sides of the equalities of a join's condition, and the conditions on the right side alone. */
export type JoinParts = { keys: Ast[]; filters: Ast[] }

/** Takes a join's condition apart; null when it is not a conjunction of equalities between left and right. */
export function splitJoin(on: Ast, scope: Scope, as: string): JoinParts | null {
  const parts: JoinParts = { keys: [], filters: [] }
  const pending = [on]
  while (pending.length > 0) {
    const node = pending.pop() as Ast
    if (node.type === 'CONJUNCTION_AND') {
      pending.push(...[...(node['children'] as Ast[])].reverse())
      continue
    }
    if (sideOf(node, scope, as) === 'right') {
      parts.filters.push(node)
      continue
    }
    if (node.type !== 'COMPARE_EQUAL' && node.type !== 'COMPARE_NOT_DISTINCT_FROM') return null
    const [left, right] = [node['left'] as Ast, node['right'] as Ast]
    const sides = [sideOf(left, scope, as), sideOf(right, scope, as)]
    if (sides[0] === 'left' && sides[1] === 'right') parts.keys.push(right)
    else if (sides[0] === 'right' && sides[1] === 'left') parts.keys.push(left)
    else return null
  }
  return parts.keys.length > 0 ? parts : null
}

function sideOf(node: Ast, scope: Scope, as: string): 'left' | 'right' | 'both' | 'none' {
  const refs = new Set<boolean>()
  for (const each of walk(node)) {
    if (each.class !== 'COLUMN_REF') continue
    const found = findColumn(scope, each['column_names'] as string[])
    if (!('problem' in found)) refs.add(found.relation.ref === as)
  }
  if (refs.size === 2) return 'both'
  return refs.size === 0 ? 'none' : refs.has(true) ? 'right' : 'left'
}
