import type { StagedTable } from '@godwit/contract'
import { describe, expect, test } from 'vitest'
import { EngineError } from '../errors.ts'
import { bindInputs } from './index.ts'

const table = (name: string, columns: string[]) =>
  ({
    name,
    columns: columns.map((column) => ({ name: column, header: column, nested: false })),
  }) as unknown as StagedTable
const recipe = (...matches: { name: string; columns: string[] }[]) => ({
  inputs: matches.map((match, index) => ({ ref: `i${index}`, table: match, shape: [] })),
})
const boundName = (match: { name: string; columns: string[] }, tables: StagedTable[]) =>
  bindInputs(recipe(match), tables).get('i0')?.name

describe('an input finds its table', () => {
  const contacts = table('contacts_2024.csv', ['Id', 'Email', 'Name'])
  const other = table('other.csv', ['id', 'email'])

  test('by its very name, then by the pattern, then by its columns', () => {
    expect(boundName({ name: 'other.csv', columns: ['Id'] }, [contacts, other])).toBe('other.csv')
    expect(boundName({ name: 'contacts*', columns: ['Id'] }, [other, contacts])).toBe('contacts_2024.csv')
    expect(boundName({ name: 'renamed', columns: ['EMAIL', 'name'] }, [other, contacts])).toBe('contacts_2024.csv')
  })

  test('with the fewest other columns where several fit', () => {
    expect(boundName({ name: 'x', columns: ['Id'] }, [contacts, other])).toBe('other.csv')
  })

  test('by the name alone where it has no fingerprint, and never by nothing', () => {
    expect(boundName({ name: '*', columns: [] }, [contacts])).toBe('contacts_2024.csv')
    expect(() => boundName({ name: 'x', columns: [] }, [contacts])).toThrow(EngineError)
  })

  test('or is named, with what is missing', () => {
    const bind = () =>
      bindInputs(recipe({ name: 'contacts*', columns: ['Id', 'Phone'] }, { name: 'deals', columns: ['No'] }), [
        contacts,
      ])
    expect(bind).toThrow(
      'The recipe needs data that this migration does not have: i0 (table "contacts_2024.csv" has no column "Phone"); i1 (no table is like "deals"). Upload it, or change the recipe\'s inputs.',
    )
  })
})
