import { argumentsOf, nameOf } from './check-expression.ts'
import { type Ast, childrenOf, textConstant } from './expression-ast.ts'

/**
 * DuckDB works out what stands on constants alone while it plans, so also while a recipe is merely checked, where nothing
 * else is run. A few nested calls of `replace` on constants make terabytes there.
 */
const mostCharacters = 1_000_000

/** Their result, or the work for it, can be as long as their arguments' lengths multiplied. */
const multiplying = new Set([
  ...['replace', 'regexp_replace', 'array_to_string', 'list_aggregate', 'list_aggr', 'list_string_agg', 'join_text'],
  ...['levenshtein', 'editdist3', 'damerau_levenshtein', 'jaro_similarity', 'jaro_winkler_similarity'],
])
/** Their result is their arguments put together. */
const adding = new Set(['||', 'concat', 'list_value', 'list_pack', 'array_value', 'row', 'struct_pack', 'map'])
/** What any other function may make of a character (`url_encode` makes three, `json_quote` six). */
const mostPerCharacter = 6

/** Why the constant parts of an expression are too big to be worked out; null when they are not. */
export function constantProblem(root: Ast): string | null {
  const worst = sizeOf(root)
  return worst === 'too_big'
    ? 'a call on constants alone would make a huge value. Write the value that you mean, or call it on a column'
    : null
}

type Size = number | 'varies' | 'too_big'

/** Characters of a constant expression at most; `varies` where it reads a column. */
function sizeOf(node: Ast): Size {
  if (node.class === 'COLUMN_REF') return 'varies'
  if (node.class === 'CONSTANT') return textConstant(node)?.length ?? 20
  const sizes = (node.class === 'FUNCTION' ? argumentsOf(node) : childrenOf(node)).map(sizeOf)
  if (sizes.includes('too_big')) return 'too_big'
  if (sizes.includes('varies')) return 'varies'
  const numbers = sizes as number[]
  const size = node.class === 'FUNCTION' ? grown(nameOf(node), numbers) : sum(numbers)
  return size > mostCharacters ? 'too_big' : size
}

const sum = (sizes: readonly number[]): number => sizes.reduce((total, size) => total + size, 0)

function grown(name: string, sizes: readonly number[]): number {
  if (multiplying.has(name)) return sizes.reduce((total, size) => total * (size + 1), 1)
  if (name === 'concat_ws') return sum(sizes) + (sizes[0] ?? 0) * sizes.length
  return adding.has(name) ? sum(sizes) : mostPerCharacter * (sum(sizes) + 1)
}
