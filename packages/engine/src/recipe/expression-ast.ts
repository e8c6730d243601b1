/**
 * A node of DuckDB's own syntax tree, as `json_serialize_sql` gives it (defaults left out). Which other keys there are
 * depends on `class`; nodes may stand below any of them.
 */
export type Ast = { readonly class: string; readonly type: string; readonly [key: string]: unknown }

const isNode = (value: object): value is Ast =>
  typeof (value as Ast).class === 'string' && typeof (value as Ast).type === 'string'

/** The nodes directly below a node, in written order. */
export function childrenOf(node: Ast): Ast[] {
  const found: Ast[] = []
  const pending: unknown[] = Object.values(node).reverse()
  while (pending.length > 0) {
    const value = pending.pop()
    if (typeof value !== 'object' || value === null) continue
    if (!Array.isArray(value) && isNode(value)) found.push(value)
    else pending.push(...Object.values(value).reverse())
  }
  return found
}

/** The node and everything below it, parents first. Iterative: what people send may be deep. */
export function* walk(root: Ast): Generator<Ast> {
  const pending = [root]
  while (pending.length > 0) {
    const node = pending.pop() as Ast
    yield node
    pending.push(...childrenOf(node).reverse())
  }
}

/** Rebuilds a tree from its leaves up; `change` sees a node whose children are already changed. */
export function rewrite(node: Ast, change: (node: Ast) => Ast): Ast {
  const inside = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null || isRawNumber(value)) return value
    if (Array.isArray(value)) return value.map(inside)
    if (isNode(value)) return rewrite(value, change)
    return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inside(each)]))
  }
  return change(Object.fromEntries(Object.entries(node).map(([key, value]) => [key, inside(value)])) as Ast)
}

type RawJson = { isRawJSON?(value: unknown): boolean; rawJSON?(text: string): unknown }
const isRawNumber = (value: unknown) => (JSON as RawJson).isRawJSON?.(value) ?? false

/** Parses DuckDB's JSON; numbers that would be written differently afterwards (1.0, 20 digits) stay as they are. */
export function parseAstJson(json: string): unknown {
  // Positions are of no use here, and would make equal trees differ.
  const exact = (key: string, value: unknown, context?: { source?: string }) =>
    key === 'query_location'
      ? undefined
      : typeof value === 'number' && context?.source && !/^-?\d{1,15}$/.test(context.source)
        ? (JSON as RawJson).rawJSON!(context.source)
        : value
  return JSON.parse(json, exact)
}

export const columnRef = (...names: string[]): Ast => ({ class: 'COLUMN_REF', type: 'COLUMN_REF', column_names: names })

export const functionCall = (name: string, args: readonly Ast[]): Ast => ({
  class: 'FUNCTION',
  type: 'FUNCTION',
  function_name: name,
  children: args,
  order_bys: { type: 'ORDER_MODIFIER' },
})

/** The string of a string constant; null for any other node. */
export function textConstant(node: Ast | undefined): string | null {
  const value = node?.class === 'CONSTANT' ? (node['value'] as { value?: unknown }).value : undefined
  return typeof value === 'string' ? value : null
}
/** The number of a whole-number constant; null for any other node. */
export function integerConstant(node: Ast | undefined): number | null {
  const value = node?.class === 'CONSTANT' ? (node['value'] as { value?: unknown }).value : undefined
  return typeof value === 'number' && Number.isSafeInteger(value) ? value : null
}
