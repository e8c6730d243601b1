import { expressionOf, type Try, withColumn } from './change.ts'
import { noTarget, sayTargets, theTargets } from './find-column.ts'

const cases: readonly [RegExp, string, string][] = [
  [/^(?:upper[- ]?case|(?:all )?(?:caps|capitals)|capital letters|großbuchstaben|groß)$/i, 'upper', 'upper case'],
  [/^(?:lower[- ]?case|small letters|kleinbuchstaben|klein)$/i, 'lower', 'lower case'],
  [/^(?:title[- ]?case|proper[- ]?case|capitali[sz]ed|capitali[sz]ed words)$/i, 'title_case', 'title case'],
]
const forms: readonly RegExp[] = [
  /^(?:make|turn|convert|write|put|set|change|schreibe)\s+(?:all\s+)?(.+?)\s+(?:(?:in|into|to|as)\s+)?(upper[- ]?case|lower[- ]?case|title[- ]?case|proper[- ]?case|(?:all )?(?:caps|capitals)|capital letters|small letters|capitali[sz]ed(?: words)?|großbuchstaben|kleinbuchstaben|groß|klein)$/i,
  /^()(uppercase|lowercase|capitali[sz]e)\s+(.+)$/i,
]

/** "make state upper case", "lowercase email". */
export const changeCase: Try = (clause, scope) => {
  for (const form of forms) {
    const match = form.exec(clause)
    if (!match) continue
    const [name, word] = [match[1] || match[3]!, match[2]!.replace(/^capitali[sz]e$/i, 'capitalized')]
    const [, function_, said] = cases.find(([pattern]) => pattern.test(word)) ?? []
    if (function_ === undefined) continue
    const targets = theTargets(name, scope)
    if ('complaint' in targets) return targets.complaint ?? noTarget(name, scope)
    let { recipe } = scope
    for (const target of targets.found) {
      const before = expressionOf(target)
      if (before === 'NULL') return `Nothing fills ${sayTargets([target])}, so there is no case to change.`
      const inner = before.replace(/^(?:upper|lower|title_case)\((.*)\)$/s, (whole, body: string) =>
        balanced(body) ? body : whole,
      )
      const why = target.sheet.columns[target.column.name]!.why
      recipe = withColumn(recipe, target, {
        sql: `${function_}(${inner})`,
        why: `${why} In ${said}, as a person said.`.trim(),
      })
    }
    return { recipe, said: `Writes ${sayTargets(targets.found)} in ${said}.` }
  }
  return null
}

/** Whether brackets close inside, so that the call around them is one call. */
function balanced(body: string): boolean {
  let depth = 0
  for (const letter of body.replace(/'(?:[^']|'')*'|"(?:[^"]|"")*"/g, '')) {
    if (letter === '(') depth += 1
    if (letter === ')' && --depth < 0) return false
  }
  return depth === 0
}
