import type { SourceStream } from '../../source/index.ts'

/**
 * The field by which a stream says that a record is gone: what the source itself names, else a yes-or-no field that is
 * called so and can mean nothing else. Null where deletions are not told.
 */
export function findDeletedField({ deleted_field, json_schema }: SourceStream): string[] | null {
  if (deleted_field !== undefined) return deleted_field
  const properties = (json_schema['properties'] ?? {}) as Record<string, { type?: unknown }>
  const found = Object.entries(properties).find(
    ([name, schema]) => /^_?(is_?)?deleted$/i.test(name) && [schema?.type].flat().includes('boolean'),
  )
  return found ? [found[0]] : null
}
