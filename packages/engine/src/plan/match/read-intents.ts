import type { Template } from '@godwit/contract'
import { impliedPart } from './implied-part.ts'
import type { Intent } from './intent.ts'
import { readIntent } from './read-intent.ts'

/** What each column of a template wants, by its name. */
export const readIntents = (template: Pick<Template, 'name' | 'columns'>): ReadonlyMap<string, Intent> =>
  new Map(template.columns.map((column) => [column.name, withImpliedPart(column.name, readIntent(column, template))]))

function withImpliedPart(name: string, intent: Intent): Intent {
  const part = intent.part === undefined && intent.target === 'text' ? impliedPart(name) : undefined
  return part === undefined ? intent : { ...intent, part, impliedPart: true }
}
