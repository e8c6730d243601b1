import type { Template } from '@godwit/contract'
import { addressFieldOf, impliedPart } from './implied-part.ts'
import type { Intent } from './intent.ts'
import { readIntent } from './read-intent.ts'

type Columns = Pick<Template, 'name' | 'columns'>

/** What each column of a template wants, by its name. */
export const readIntents = (template: Columns): ReadonlyMap<string, Intent> =>
  new Map(
    template.columns.map((column) => [column.name, withImplied(column.name, readIntent(column, template), template)]),
  )

function withImplied(name: string, intent: Intent, template: Columns): Intent {
  if (intent.part !== undefined) return intent
  const part = intent.target === 'text' ? impliedPart(name, template) : undefined
  if (part !== undefined) return { ...intent, part, impliedPart: true }
  const field = ['text', 'option', 'code', 'country'].includes(intent.target)
    ? addressFieldOf(name, template)
    : undefined
  return field === undefined ? intent : { ...intent, addressField: field }
}
