import { text } from '../../sql/quote.ts'
import { fold } from '../match/name-words.ts'
import { readIntent } from '../match/read-intent.ts'
import { grouped, type Try, withColumn } from './change.ts'
import { takeSeparator } from './combine-columns.ts'
import {
  ambiguous,
  findTargets,
  noTarget,
  type SourceColumn,
  sayTarget,
  sayTargets,
  type TargetColumn,
} from './find-column.ts'
import { theSource } from './map-column.ts'
import { listOfNames } from './words.ts'

const form =
  /^(?:split|divide|break(?: up)?|separate|teile)\s+(.+?)\s+(?:into|in|to|between|over|zu)\s+(.+?)(?:\s+auf)?$/i

/** "split Full Name into first_name and last_name", "split City into city and state at the comma". */
export const splitColumn: Try = (wish, scope) => {
  const { clause, separator } = takeSeparator(wish)
  const match = form.exec(clause)
  if (!match) return null
  const names = listOfNames(match[2]!)
  if (names.length < 2)
    return `Say at least two columns to split into, such as "split Full Name into first_name and last_name".`
  const targets: TargetColumn[] = []
  for (const name of names) {
    const found = findTargets(name, scope).filter(
      ({ sheet }) => targets.length === 0 || sheet.template === targets[0]!.sheet.template,
    )
    if (found.length === 0) return noTarget(name, scope)
    // The sheets that have the first of the columns are told apart by the others.
    const meant = found.filter(({ sheet }) =>
      names.every((other) => findTargets(other, scope).some((each) => each.sheet.template === sheet.template)),
    )
    if (meant.length !== 1) return ambiguous(name, (meant.length > 0 ? meant : found).map(sayTarget))
    targets.push(meant[0]!)
  }
  const read = theSource(match[1]!, targets[0]!, scope)
  if ('complaint' in read) return read.complaint
  let { recipe } = scope
  const parts = partsOf(read.source, targets, separator)
  for (const [index, target] of targets.entries())
    recipe = withColumn(recipe, target, {
      sql: grouped(target.sheet, parts[index]!),
      why: `Part ${index + 1} of "${read.source.name}", as a person said.`,
    })
  return { recipe, said: `Splits "${read.source.name}" into ${sayTargets(targets)}.` }
}

/** Names of people by what is known of names; else pieces at the separator, the last of which keeps the rest. */
function partsOf(source: SourceColumn, targets: readonly TargetColumn[], separator: string | null): string[] {
  const words = targets.map(({ column }) => fold(column.name))
  const first = words.findIndex((word) => /\b(first|given|fore|vor)\s?name\b|^first$|^vorname$/.test(word))
  const last = words.findIndex((word) => /\b(last|sur|family|nach)\s?name\b|^last$|^nachname$|^surname$/.test(word))
  if (separator === null && targets.length === 2 && first >= 0 && last >= 0)
    return words.map((_, index) => (index === first ? `first_name(${source.sql})` : `last_name(${source.sql})`))
  const between = text(separator ?? usualSeparator(source))
  return targets.map((target, index) => {
    const piece =
      index < targets.length - 1
        ? `split_part(${source.sql}, ${between}, ${index + 1})`
        : `array_to_string(list_slice(string_split(${source.sql}, ${between}), ${index + 1}, NULL), ${between})`
    return inCase(`clean_text(${piece})`, target)
  })
}

function inCase(expression: string, { column, template }: TargetColumn): string {
  const wanted = readIntent(column, template).case
  return wanted === 'upper' || wanted === 'lower' ? `${wanted}(${expression})` : expression
}

/** What most of a column's values have between their parts: a comma before a slash before a blank. */
function usualSeparator({ profile }: SourceColumn): string {
  const values = profile?.top_values ?? []
  const rows = (mark: string) => values.reduce((sum, { value, count }) => sum + (value.includes(mark) ? count : 0), 0)
  const total = values.reduce((sum, { count }) => sum + count, 0)
  return [',', ';', '|', '/', ' - '].find((mark) => total > 0 && rows(mark) >= 0.5 * total) ?? ' '
}
