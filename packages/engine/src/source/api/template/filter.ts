import type { PyValue } from './python-value.ts'

/** What a filter may ask of the evaluation that it runs in. */
export type FilterTools = {
  /** `value.name` or `value[name]` as a template would look it up. */
  attribute(value: PyValue, path: PyValue): PyValue
  /** Runs a filter by name, for `map('lower')`. */
  filter(name: string, value: PyValue, args: PyValue[], named: Record<string, PyValue>): PyValue
  /** Runs a test by name, for `select('defined')`. */
  test(name: string, value: PyValue, args: PyValue[]): boolean
}
export type Filter = (value: PyValue, args: PyValue[], named: Record<string, PyValue>, tools: FilterTools) => PyValue
