import type { RecipeSheet } from '@godwit/contract'
import { text } from '../../sql/quote.ts'
import { fold } from '../match/name-words.ts'
import { readIntent } from '../match/read-intent.ts'
import { type Try, type WishScope, withSheet } from './change.ts'
import { ambiguous, sayTarget, sayTargets, sourceColumns, type TargetColumn, theTargets } from './find-column.ts'
import { isQuoted, unquoted } from './quoting.ts'
import { constantFor } from './set-constant.ts'
import { listOfNames } from './words.ts'

const one = '("[^"]*"|[^"]+?)'
const several = '("[^"]*"(?:\\s*(?:,|and|und|or|oder|&)\\s*"[^"]*")*|[^"]+?)'
const column = '(?:\\s+(?:in|for|of|within|bei|im Feld)\\s+(?:the )?(.+?))?'
/** `sure`: the verb alone says that values are meant. */
const forms: readonly { pattern: RegExp; sure: boolean }[] = [
  {
    pattern: new RegExp(
      `^(?:map|change|turn|rename|replace|translate|convert|ändere|ersetze|benenne)\\s+(?:the )?(?:values?|werte?|wert)\\s+${several}\\s+(?:to|as|into|with|by|in|zu|durch|->|→|=)\\s+${one}${column}(?:\\s+um)?$`,
      'i',
    ),
    sure: true,
  },
  {
    pattern: new RegExp(
      `^(?:treat|read|interpret|understand|count|take|behandle|lies|werte)\\s+(?:the )?(?:values?\\s+)?${several}\\s+(?:as(?: if it (?:was|were))?|like|wie|als)\\s+${one}${column}$`,
      'i',
    ),
    sure: false,
  },
  {
    pattern: new RegExp(
      `^(?:map|change|turn|rename|replace|translate|convert|ändere|ersetze|benenne)\\s+${several}\\s+(?:to|as|into|with|by|in|zu|durch|->|→|=)\\s+${one}${column}(?:\\s+um)?$`,
      'i',
    ),
    sure: false,
  },
  {
    pattern: new RegExp(
      `^(?:the )?(?:values?\\s+)?${several}\\s+(?:means?|stands? for|(?:should|must|shall) (?:become|be)|becomes?|counts? as|is the same as|equals|bedeutet|heißt|bedeuten|wird zu|soll|steht für)\\s+${one}${column}(?:\\s+werden)?$`,
      'i',
    ),
    sure: false,
  },
  { pattern: new RegExp(`^${several}\\s*(?:->|→|=>|=)\\s*${one}${column}$`, 'i'), sure: false },
  { pattern: new RegExp(`^("[^"]*")\\s+(?:is|are|ist|sind)\\s+${one}${column}$`, 'i'), sure: false },
  {
    pattern: new RegExp(
      `^(?:in|for|im Feld|bei)\\s+(?:the )?(?<front>[^,]+?),?\\s+(?:(?:map|change|turn|replace|treat)\\s+)?${several}\\s+(?:to|as|means?|becomes?|is|with|by|->|→|=|bedeutet)\\s+${one}$`,
      'i',
    ),
    sure: false,
  },
]

/** "Aktiv means Active", "treat X and Y as other", `map value "Prospect" to "lead" in stage`. */
export const mapValues: Try = (clause, scope) => {
  let complaint: string | null = null
  for (const { pattern, sure } of forms) {
    const match = pattern.exec(clause)
    if (!match) continue
    const front = match.groups?.['front']
    const [from, to, where] = front === undefined ? [match[1]!, match[2]!, match[3]] : [match[2]!, match[3]!, front]
    // A bare result with marks of another wish in it was cut at the wrong place.
    if (!isQuoted(to) && /,|\s(?:and|und|means?|bedeutet)\s|[=→]/.test(to)) continue
    const values = isQuoted(from) ? [unquoted(from)] : listOfNames(from).map(unquoted)
    const targets = where === undefined ? holdersOf(values, to, scope) : theTargets(where, scope)
    if ('complaint' in targets) {
      if (sure || isQuoted(from) || where === undefined) complaint ??= targets.complaint
      continue
    }
    if (targets.found.length === 0) {
      if (sure || (isQuoted(from) && isQuoted(to)))
        complaint ??= `Nothing in the source reads ${values.map((value) => `"${value}"`).join(' or ')}, so I cannot tell which column you mean. Say it: "… in status".`
      continue
    }
    let { recipe } = scope
    for (const target of targets.found) {
      const wanted = constantFor(target, unquoted(to), isQuoted(to))
      if ('complaint' in wanted) return wanted.complaint
      recipe = withSheet(recipe, target.sheet.template, (old) =>
        values.reduce((sheet, value) => withMappedValue(sheet, target.column.name, value, wanted.value || null), old),
      )
    }
    const shown = values.map((value) => `"${value}"`).join(' and ')
    return {
      recipe,
      said: `${shown} ${values.length === 1 ? 'becomes' : 'become'} "${unquoted(to)}" in ${sayTargets(targets.found)}.`,
    }
  }
  return complaint
}

/** The columns whose source holds one of the values and that can hold the result, where nobody said which column. */
function holdersOf(
  values: readonly string[],
  to: string,
  scope: WishScope,
): { found: TargetColumn[] } | { complaint: string } {
  const wanted = new Set(values.map(fold))
  const holders = scope.recipe.sheets.flatMap((sheet) => {
    const template = scope.templates.find(({ slug }) => slug === sheet.template)
    const sources = sourceColumns(sheet, scope).filter(({ profile }) =>
      profile?.top_values.some(({ value }) => wanted.has(fold(value))),
    )
    return (template?.columns ?? [])
      .filter(({ name }) => sources.some((source) => sheet.columns[name]?.sql.includes(source.sql)))
      .map((each): TargetColumn => ({ sheet, template: template!, column: each }))
  })
  const listed = holders.filter(({ column: each, template }) => readIntent(each, template).options !== null)
  const fitting = (listed.length > 0 ? listed : holders).filter(
    (target) => !('complaint' in constantFor(target, unquoted(to), isQuoted(to))),
  )
  const meant = fitting.length > 0 ? fitting : listed
  if (meant.length > 1)
    return {
      complaint: `${values.map((value) => `"${value}"`).join(' and ')} stands in several columns. ${ambiguous(values[0]!, meant.map(sayTarget))}`,
    }
  return { found: meant }
}

/** A sheet in which a raw value becomes another one (null: nothing) in a column, whatever else is done to it. */
export function withMappedValue(sheet: RecipeSheet, name: string, value: string, wanted: string | null): RecipeSheet {
  const current = sheet.columns[name]
  if (!current) return sheet
  const used = /map_value\(.*, '((?:[^']|'')+)'\)/s.exec(current.sql)?.[1]?.replaceAll("''", "'")
  const mapName = used ?? name
  const key = (raw: string) => raw.trim().toLowerCase()
  const others = Object.entries(sheet.value_maps[mapName] ?? {}).filter(([known]) => key(known) !== key(value))
  return {
    ...sheet,
    value_maps: { ...sheet.value_maps, [mapName]: { ...Object.fromEntries(others), [value]: wanted } },
    columns:
      used !== undefined
        ? sheet.columns
        : {
            ...sheet.columns,
            [name]: { ...current, sql: mappedThrough(sheet, current.sql, mapName), confidence: null },
          },
  }
}

/** Mapped functions take single rows: in a grouped sheet the map goes inside the aggregate that is there already. */
function mappedThrough(sheet: RecipeSheet, expression: string, mapName: string): string {
  const aggregate = sheet.group === null ? null : /^arg_min\((.*), (\w+\._row)\)$/s.exec(expression)
  return aggregate
    ? `arg_min(map_value(${aggregate[1]}, ${text(mapName)}), ${aggregate[2]})`
    : `map_value(${expression}, ${text(mapName)})`
}
