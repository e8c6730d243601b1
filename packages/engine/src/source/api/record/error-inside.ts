import { isMap } from '../manifest/build-component.ts'
import type { ApiResponse } from '../request/api-request.ts'
import { messageOf } from '../request/error-handler.ts'

/**
 * What an answer says that calls itself good, and holds an error where its records should be; null when it does not.
 * A list that is merely empty is no error, nor is a record that has a field for one.
 */
export function errorInside(
  response: ApiResponse,
  documents: readonly unknown[],
  records: readonly unknown[],
): string | null {
  const [document] = documents
  if (documents.length !== 1 || !isMap(document) || !isMarked(document)) return null
  // Where the whole answer is taken as a record, an error without an identity is none.
  const isItself = records.length === 1 && records[0] === document && !('id' in document)
  return records.length === 0 || isItself ? messageOf(response).replace(/\s+/g, ' ').trim().slice(0, 300) : null
}

const isMarked = (document: Record<string, unknown>): boolean =>
  ['error', 'errors', 'fault', 'exception'].some((name) => isSaying(document[name])) ||
  document['ok'] === false ||
  document['success'] === false

const isSaying = (value: unknown): boolean =>
  value === true ||
  (typeof value === 'string'
    ? value !== ''
    : typeof value === 'object' && value !== null && Object.keys(value).length > 0)
