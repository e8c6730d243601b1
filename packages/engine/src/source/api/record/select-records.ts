import type { SourceRecord } from '../../source.ts'
import { type Component, child, children, flag, need, raw, text } from '../manifest/component.ts'
import { pagePrint } from '../page/page-guard.ts'
import type { ApiResponse } from '../request/api-request.ts'
import { evaluateCondition, type Runtime, type Variables } from '../runtime.ts'
import { errorInside } from './error-inside.ts'
import { extractRecords } from './extract-records.ts'
import { normalizeValue } from './normalize-record.ts'
import { transformRecord } from './transform-record.ts'

export type Selection = {
  records: SourceRecord[]
  /** Records as extracted: what paging counts. */
  extracted: number
  /** The error that stands where records should be, if any. */
  error: string | null
  /** The last of them, as extracted. */
  last: SourceRecord | null
  /** Fingerprint of what was extracted. */
  print: string | null
}

/** From the documents of an answer to records: extract, filter, transform, normalise (or transform before filtering). */
export function openSelector(
  runtime: Runtime,
  stream: Component,
  selector: Component,
): (response: ApiResponse, documents: readonly unknown[], variables: Variables) => Selection {
  const extractor = need(selector, 'extractor')
  const filter = child(selector, 'record_filter')
  const condition = filter ? text(filter, 'condition') : undefined
  const transformations = children(stream, 'transformations')
  const transformFirst = flag(selector, 'transform_before_filtering')
  const schema = text(selector, 'schema_normalization') === 'Default' ? inlineSchema(stream) : undefined

  const passes = (record: SourceRecord, variables: Variables) =>
    !filter ||
    condition === undefined ||
    condition === '' ||
    evaluateCondition(runtime, filter, condition, { ...variables, record })
  const transform = (record: SourceRecord, variables: Variables) =>
    transformations.reduce(
      (current, transformation) => transformRecord(runtime, transformation, current, variables),
      record,
    )

  return (response, documents, variables) => {
    const extracted = extractRecords(runtime, extractor, documents)
    const error = errorInside(response, documents, extracted)
    const last = extracted.at(-1) ?? null
    const lastCopy = last && transformations.length > 0 ? structuredClone(last) : last
    const print = pagePrint(extracted)
    const records: SourceRecord[] = []
    for (const record of extracted) {
      if (!transformFirst && !passes(record, variables)) continue
      const changed = transform(record, variables)
      if (transformFirst && !passes(changed, variables)) continue
      records.push(schema ? (normalizeValue(changed, schema) as SourceRecord) : changed)
    }
    return { records, extracted: extracted.length, error, last: lastCopy, print }
  }
}

/** The schema that the manifest holds for a stream; an empty object type when it holds none. */
export function inlineSchema(stream: Component): Record<string, unknown> {
  const schemas = children(stream, 'schema_loader').map((loader) => raw(loader, 'schema'))
  const found = schemas.filter(
    (schema): schema is Record<string, unknown> => typeof schema === 'object' && schema !== null,
  )
  const properties = found
    .map((schema) => schema['properties'])
    .filter((item): item is Record<string, unknown> => typeof item === 'object' && item !== null)
  return { type: 'object', ...found[0], properties: Object.assign({}, ...properties) }
}
