import { text } from '../../sql/quote.ts'
import { grouped, type Try, withColumn } from './change.ts'
import { ambiguous, findTargets, noTarget, type SourceColumn, sayTarget } from './find-column.ts'
import { theSource } from './map-column.ts'
import { reveal } from './quoting.ts'
import { listOfNames } from './words.ts'

const separators: Readonly<Record<string, string>> = {
  space: ' ',
  blank: ' ',
  comma: ', ',
  'comma and space': ', ',
  dash: '-',
  hyphen: '-',
  slash: '/',
  semicolon: '; ',
  colon: ': ',
  underscore: '_',
  pipe: '|',
  dot: '.',
  'line break': '\n',
  newline: '\n',
  'new line': '\n',
  nothing: '',
  leerzeichen: ' ',
  komma: ', ',
  bindestrich: '-',
}

const separation =
  /[,\s]+(?:(?:separated|divided|joined|split|delimited|getrennt)\s+(?:by|with|at|durch|mit)|(?:with|using|at|on|by|mit|bei|am)(?=\s+(?:an?\s+|the\s+|einem?\s+)?(?:"[^"]*"|[^\s\w]{1,3}$|single\s|space|blank|comma|dash|hyphen|slash|semicolon|colon|underscore|pipe|dot|line break|new ?line|nothing|leerzeichen|komma|bindestrich)))\s+(?:an?\s+|the\s+|einem?\s+)?(?:single\s+)?("[^"]*"|[^\s"]+(?:\s(?:break|line|and space))?)(?:\s+(?:in ?between|between them|dazwischen))?$/i

/** `…, separated by a comma`: what stands between the parts, and the wish without that; null where nothing is said. */
export function takeSeparator(clause: string): { clause: string; separator: string | null } {
  const match = separation.exec(clause)
  if (!match) return { clause, separator: null }
  const said = match[1]!
  const known = separators[said.toLowerCase()]
  const separator = known ?? (said.startsWith('"') ? reveal(said.slice(1, -1)) : reveal(said))
  return { clause: clause.slice(0, match.index).trim(), separator }
}

const forms: readonly { pattern: RegExp; parts: number; column: number }[] = [
  {
    pattern:
      /^(?:combine|concatenate|concat|join|merge|put together|kombiniere|verbinde|füge)\s+(.+?)\s+(?:into|to|as|in|to form|zu|als)\s+(.+?)(?:\s+zusammen)?$/i,
    parts: 1,
    column: 2,
  },
  {
    pattern:
      /^(?:build|make|compose|form|create|fill|bilde|baue|fülle)\s+(.+?)\s+(?:from|out of|by (?:combining|joining|concatenating)|with|aus)\s+(.+)$/i,
    parts: 2,
    column: 1,
  },
  { pattern: /^(?:use|take|map|nimm)\s+(.+?)\s+(?:for|as|to|für)\s+(.+)$/i, parts: 1, column: 2 },
  { pattern: /^(.+?)\s+(?:is|should be|=)\s+(.+)$/i, parts: 2, column: 1 },
]

/** "combine First and Last into name", "build address from Street, Zip and City separated by a comma". */
export const combineColumns: Try = (wish, scope) => {
  const { clause, separator } = takeSeparator(wish)
  let complaint: string | null = null
  for (const { pattern, parts, column } of forms) {
    const match = pattern.exec(clause)
    if (!match) continue
    const names = listOfNames(match[parts]!)
    if (names.length < 2) continue
    const targets = findTargets(match[column]!, scope)
    if (targets.length === 0) {
      complaint ??= noTarget(match[column]!, scope)
      continue
    }
    const read = targets.map((target) => {
      const sources = names.map((name) => theSource(name, target, scope))
      const wrong = sources.find((source) => 'complaint' in source)
      return {
        target,
        sources: sources as { source: SourceColumn }[],
        complaint: wrong && 'complaint' in wrong ? wrong.complaint : null,
      }
    })
    const possible = read.filter((each) => each.complaint === null)
    if (possible.length === 0) {
      complaint ??= read[0]!.complaint
      continue
    }
    if (possible.length > 1)
      return ambiguous(
        match[column]!,
        possible.map(({ target }) => sayTarget(target)),
      )
    const { target, sources } = possible[0]!
    const between = separator ?? ' '
    const list = sources.map(({ source }) => source.sql).join(', ')
    const shown = sources.map(({ source }) => `"${source.name}"`).join(' and ')
    const recipe = withColumn(scope.recipe, target, {
      sql: grouped(target.sheet, `join_text(${text(between)}, [${list}])`),
      why: `${shown} together, as a person said.`,
    })
    return { recipe, said: `Fills ${sayTarget(target)} from ${shown}, with ${sayBetween(between)} between them.` }
  }
  return complaint
}

const sayBetween = (separator: string): string =>
  separator === ' ' ? 'a space' : separator === '' ? 'nothing' : separator === '\n' ? 'a line break' : `"${separator}"`
