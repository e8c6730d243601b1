import { type Change, grouped, type Try, type WishScope, withColumn } from './change.ts'
import { convertSource } from './convert-source.ts'
import {
  ambiguous,
  findSources,
  findTargets,
  noSource,
  noTarget,
  type SourceColumn,
  sayTarget,
  sayTargets,
  type TargetColumn,
} from './find-column.ts'
import { isQuoted, unquoted } from './quoting.ts'
import { takeOrder } from './read-dates.ts'

/** `sure`: the words can hardly mean anything else, so what is not found is worth a complaint. */
type Form = { pattern: RegExp; source: number; target: number; sure: boolean }

const forms: readonly Form[] = [
  {
    pattern: /^(?:map|assign|link|ordne)\s+(.+?)\s+(?:to|onto|into|as|->|→|=>)\s+(.+)$/i,
    source: 1,
    target: 2,
    sure: true,
  },
  { pattern: /^ordne\s+(.+?)\s+(?:dem|der|zu|->)\s+(.+?)(?:\s+zu)?$/i, source: 1, target: 2, sure: true },
  {
    pattern: /^(?:use|take)\s+(.+?)\s+(?:instead of .+?\s+)?(?:for|as|instead for)\s+(.+)$/i,
    source: 1,
    target: 2,
    sure: true,
  },
  { pattern: /^(?:verwende|benutze|nimm|nehme)\s+(.+?)\s+(?:für|als)\s+(.+)$/i, source: 1, target: 2, sure: true },
  { pattern: /^(?:put|move|write|copy)\s+(.+?)\s+(?:in|into|to)\s+(.+)$/i, source: 1, target: 2, sure: true },
  {
    pattern: /^(?:take|fill|get|read|set|füll|fülle)\s+(.+?)\s+(?:from|with|out of|by|aus|mit)\s+(.+)$/i,
    source: 2,
    target: 1,
    sure: true,
  },
  {
    pattern: /^(?:change|switch|set|point)\s+(.+?)\s+to\s+(?:use\s+|come from\s+)?(.+)$/i,
    source: 2,
    target: 1,
    sure: false,
  },
  {
    pattern:
      /^(.+?)\s+(?:(?:should|must|has to|shall) (?:come|be (?:taken|filled|read))|comes|is (?:taken|filled|read)) (?:from|with)\s+(.+)$/i,
    source: 2,
    target: 1,
    sure: true,
  },
  { pattern: /^(.+?)\s+(?:kommt|soll|stammt) aus\s+(.+?)(?:\s+kommen)?$/i, source: 2, target: 1, sure: true },
  { pattern: /^(.+?)\s*:\s*(?:use|take|from|aus|nimm)\s+(.+)$/i, source: 2, target: 1, sure: true },
  {
    pattern:
      /^(?:(?:i|we) (?:want|need)|i'?d like)\s+(.+?) to (?:come|be (?:taken|filled|read)) (?:from|with)\s+(.+)$/i,
    source: 2,
    target: 1,
    sure: true,
  },
  {
    pattern: /^(.+?)\s+(?:goes|should go|belongs|gehört) (?:in|into|to|zu|in)\s+(.+)$/i,
    source: 1,
    target: 2,
    sure: true,
  },
  { pattern: /^(.+?)\s*(?:->|→|=>)\s*(.+)$/i, source: 1, target: 2, sure: false },
  { pattern: /^(.+?)\s*:?=\s*(.+)$/i, source: 2, target: 1, sure: false },
  {
    pattern: /^(.+?)\s+(?:is|ist)\s+(?:the |our |actually |really |der |die |das )?(.+)$/i,
    source: 1,
    target: 2,
    sure: false,
  },
]

/** "map Work Phone to phone", "phone should come from Work Phone", "use Signup for signed_up, day first". */
export const mapColumn: Try = (wish, scope) => {
  const { clause, order } = takeOrder(wish)
  let complaint: string | null = null
  for (const { pattern, source, target, sure } of forms) {
    const match = pattern.exec(clause)
    if (!match) continue
    const [from, to] = [match[source]!, match[target]!]
    const read = pair(from, to, scope)
    if (Array.isArray(read)) return fill(read, scope, order)
    // "map phone to Mobile": the other way round, where that alone makes sense.
    const turned = pair(to, from, scope)
    if (Array.isArray(turned)) return fill(turned, scope, order)
    if (sure || isQuoted(from)) complaint ??= read
  }
  return complaint
}

type Pair = { target: TargetColumn; source: SourceColumn }

/** The one target and source that two names mean together: a source that only one of the targets reaches decides. */
function pair(from: string, to: string, scope: WishScope): Pair[] | string {
  const targets = findTargets(to, scope)
  if (targets.length === 0) return noTarget(to, scope)
  const reachable = targets.map((target) => ({ target, sources: findSources(from, target.sheet, scope) }))
  const found = reachable.filter(({ sources }) => sources.length > 0)
  if (found.length === 0)
    return noSource(
      from,
      targets.map(({ sheet }) => sheet),
      scope,
    )
  const unsure = found.find(({ sources }) => sources.length > 1)
  if (unsure)
    return ambiguous(
      from,
      unsure.sources.map(({ table, ref, name }) => `${name} of ${table ?? ref}`),
    )
  const pairs = found.map(({ target, sources }) => ({ target, source: sources[0]! }))
  // Of two sheets' columns the one whose own rows hold the source is meant.
  const own = pairs.filter(({ source }) => source.own)
  const meant = own.length === 1 ? own : pairs
  return meant.length === 1
    ? meant
    : ambiguous(
        to,
        meant.map(({ target }) => sayTarget(target)),
      )
}

function fill(pairs: readonly Pair[], scope: WishScope, order: ReturnType<typeof takeOrder>['order']): Change {
  let { recipe } = scope
  const remarks: string[] = []
  for (const { target, source } of pairs) {
    const made = convertSource(target, source, order)
    remarks.push(...made.remarks)
    const why = `Taken from "${source.name}", as a person said.`
    recipe = withColumn(recipe, target, { ...made, sql: grouped(target.sheet, made.sql), why })
  }
  const names = sayTargets(pairs.map(({ target }) => target))
  return { recipe, said: [`Fills ${names} from "${pairs[0]!.source.name}".`, ...new Set(remarks)].join(' ') }
}

/** The column that a name means in a sheet or, where it is none, why not. */
export function theSource(
  said: string,
  target: TargetColumn,
  scope: WishScope,
): { source: SourceColumn } | { complaint: string } {
  const sources = findSources(said, target.sheet, scope)
  if (sources.length === 1) return { source: sources[0]! }
  if (sources.length === 0) return { complaint: noSource(said, [target.sheet], scope) }
  return {
    complaint: ambiguous(
      unquoted(said),
      sources.map(({ table, ref, name }) => `${name} of ${table ?? ref}`),
    ),
  }
}
