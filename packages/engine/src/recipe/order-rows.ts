import { orderedAggregates, orderedWindows } from './allowed-functions.ts'
import { argumentsOf, nameOf } from './check-expression.ts'
import { type Ast, textConstant } from './expression-ast.ts'

type Order = { type: string; null_order: string; expression: Ast }

/**
 * Adds the rows' own order, as the last criterion, to one call of what depends on order. Without it DuckDB may give
 * another result with another number of threads. Any other node comes back as it is.
 */
export function completeOrder(node: Ast, rowOrder: readonly Ast[]): Ast {
  const byRows = rowOrder.map(ascending)
  if (node.class === 'FUNCTION' && orderedAggregates.has(nameOf(node))) {
    const given = (node['order_bys'] as { orders?: Order[] } | undefined)?.orders ?? []
    const [first] = argumentsOf(node)
    // A DISTINCT aggregate can be ordered by its argument only.
    if (node['distinct']) {
      return given.length > 0 || !first || textConstant(first) !== null ? node : withOrders(node, [ascending(first)])
    }
    return withOrders(node, [...given, ...byRows])
  }
  if (node.class === 'WINDOW' && orderedWindows.has(nameOf(node))) {
    const given = (node['orders'] as Order[] | undefined) ?? []
    // Ordering also cuts the frame at the current row, which an unordered last or nth value does not have.
    const whole = given.length === 0 && /^(?:last|last_value|nth_value|first|first_value)$/.test(nameOf(node))
    return { ...node, orders: [...given, ...byRows], ...(whole ? { end: 'UNBOUNDED_FOLLOWING' } : {}) }
  }
  return node
}

const ascending = (expression: Ast): Order => ({ type: 'ASCENDING', null_order: 'ORDER_DEFAULT', expression })

const withOrders = (node: Ast, orders: readonly Order[]): Ast => ({
  ...node,
  order_bys: { type: 'ORDER_MODIFIER', orders },
})
