import type { Duckdb } from '../duckdb/index.ts'
import { type Sql, sql } from '../sql/quote.ts'
import { type Ast, parseAstJson } from './expression-ast.ts'

export type Parsed = { ast: Ast } | { problem: string }

const maxExpressionLength = 20_000
/** Brackets and CASEs inside one another. People write fewer than ten; DuckDB itself gives up at 1,000. */
const maxNesting = 100
const batchSize = 500

/** Parses expressions with DuckDB's own parser, without binding or running them; results in the order asked for. */
export async function parseExpressions(db: Duckdb, expressions: readonly string[]): Promise<Parsed[]> {
  const results: Parsed[] = []
  for (let start = 0; start < expressions.length; start += batchSize) {
    const batch = expressions.slice(start, start + batchSize)
    const early = batch.map(refuseEarly)
    // In brackets as well: what only parses bare (DISTINCT x) or only parses in brackets (1) + (2) is not one value.
    const texts = batch.map((each, index) => (early[index] ? '1' : each))
    const rows = await db.rows<{ bare: string; bracketed: string }>(
      sql(`SELECT json_serialize_sql('SELECT ' || e || chr(10), skip_empty := true, skip_null := true, skip_default := true) AS bare,
        json_serialize_sql('SELECT (' || e || chr(10) || ')', skip_empty := true, skip_null := true, skip_default := true) AS bracketed
        FROM (SELECT unnest(CAST($1 AS VARCHAR[])) AS e, generate_subscripts(CAST($1 AS VARCHAR[]), 1) AS i) ORDER BY i`),
      [texts],
    )
    for (const [index, row] of rows.entries()) {
      const problem = early[index]
      if (problem) results.push({ problem })
      else {
        const bracketed = readStatement(row.bracketed)
        results.push('problem' in bracketed ? bracketed : readStatement(row.bare))
      }
    }
  }
  return results
}

function refuseEarly(expression: string): string | null {
  if (expression.length > maxExpressionLength) {
    return `the expression is ${expression.length} characters long; at most ${maxExpressionLength} are allowed. Split it with \`compute\` columns`
  }
  if (expression.includes('\u0000')) return 'the expression holds a NUL character; write chr(0)'
  if (nestingOf(expression) > maxNesting) return tooDeep
  return null
}

const tooDeep = `the expression is nested more than ${maxNesting} levels deep. Split it with \`compute\` columns`

/** How deep brackets and CASEs go, outside strings and comments. */
function nestingOf(expression: string): number {
  const tokens = /'(?:[^']|'')*'|"(?:[^"]|"")*"|--[^\n]*|\/\*[\s\S]*?\*\/|[([{]|[)\]}]|\bcase\b|\bend\b/gi
  let depth = 0
  let deepest = 0
  for (const [token] of expression.matchAll(tokens)) {
    if (/^(?:[([{]|case)$/i.test(token)) deepest = Math.max(deepest, ++depth)
    else if (/^(?:[)\]}]|end)$/i.test(token)) depth -= 1
  }
  return deepest
}

type Statement = { node: Record<string, unknown> }
type Reply = { error: true; error_message: string; position?: string } | { error: false; statements: Statement[] }

function readStatement(json: string): Parsed {
  // Chains of operators nest without brackets: the JSON's own depth is what recursion would meet.
  if (jsonDepthOf(json) > maxNesting * 12) return { problem: tooDeep }
  const reply = parseAstJson(json) as Reply
  if (reply.error) return { problem: syntaxProblem(reply.error_message) }
  const [statement, ...others] = reply.statements
  if (!statement || others.length > 0) return { problem: oneValue }
  const { type, select_list, from_table, aggregate_handling, ...rest } = statement.node
  const list = select_list as Ast[] | undefined
  const [ast] = list ?? []
  const plain =
    type === 'SELECT_NODE' &&
    (from_table as { type?: string } | undefined)?.type === 'EMPTY' &&
    aggregate_handling === 'STANDARD_HANDLING' &&
    Object.keys(rest).length === 0
  if (!plain || !ast || list?.length !== 1) return { problem: oneValue }
  if (ast['alias']) return { problem: 'the expression gives itself a name (AS); remove it' }
  return { ast }
}

const oneValue = 'write one value: no commas, FROM, WHERE, ORDER BY, DISTINCT or second statement around it'

function jsonDepthOf(json: string): number {
  let depth = 0
  let deepest = 0
  let quoted = false
  for (let index = 0; index < json.length; index++) {
    const code = json.charCodeAt(index)
    if (quoted) {
      if (code === 92) index++
      else if (code === 34) quoted = false
    } else if (code === 34) quoted = true
    else if (code === 123 || code === 91) deepest = Math.max(deepest, ++depth)
    else if (code === 125 || code === 93) depth--
  }
  return deepest
}

function syntaxProblem(message: string): string {
  if (/memory exhausted|max expression depth/i.test(message)) return tooDeep
  const word = /at or near "([A-Za-z_]\w*)"/.exec(message)?.[1]
  const hint = word ? ` (if ${word} is a name, write it in double quotes)` : ''
  return `this is not an SQL expression: ${message.split('\n')[0]}${hint}`
}

/** Turns trees back into SQL text, in DuckDB's own spelling; results in the order asked for. */
export async function printExpressions(db: Duckdb, asts: readonly Ast[]): Promise<Sql[]> {
  const printed: Sql[] = []
  for (let start = 0; start < asts.length; start += batchSize) {
    const statements = asts.slice(start, start + batchSize).map((ast) =>
      JSON.stringify(
        {
          error: false,
          statements: [
            {
              node: {
                type: 'SELECT_NODE',
                modifiers: [],
                cte_map: { map: [] },
                select_list: [ast],
                from_table: { type: 'EMPTY' },
                aggregate_handling: 'STANDARD_HANDLING',
              },
            },
          ],
        },
        withEmptyText,
      ),
    )
    const rows = await db.rows<{ statement: string }>(
      sql(`SELECT json_deserialize_sql(e::JSON) AS statement
        FROM (SELECT unnest(CAST($1 AS VARCHAR[])) AS e, generate_subscripts(CAST($1 AS VARCHAR[]), 1) AS i) ORDER BY i`),
      [statements],
    )
    printed.push(...rows.map(({ statement }) => sql(statement.replace(/^SELECT /, ''))))
  }
  return printed
}

/** DuckDB leaves empty texts out of the JSON (`skip_empty`) but wants them back. */
function withEmptyText(_key: string, value: unknown): unknown {
  const constant = value as { is_null?: unknown; value?: unknown } | null
  if (typeof constant !== 'object' || constant === null || constant.is_null !== false || 'value' in constant)
    return value
  return { ...constant, value: '' }
}
