import type { SourceRecord } from '../../source.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, list } from '../manifest/component.ts'
import { evaluateText, type Runtime } from '../runtime.ts'
import { selectPath } from './select-path.ts'

/** The records of the documents of an answer. A value that is no map becomes a record with the one field `value`. */
export function extractRecords(runtime: Runtime, extractor: Component, documents: readonly unknown[]): SourceRecord[] {
  const path = list(extractor, 'field_path').map((part) => evaluateText(runtime, extractor, part) ?? '')
  const records: SourceRecord[] = []
  for (const document of documents)
    for (const found of selectPath(document, path))
      for (const item of Array.isArray(found) ? found : [found]) {
        if (item === null || item === undefined) continue
        if (isMap(item)) {
          if (path.length > 0 && !Array.isArray(found) && Object.keys(item).length === 0) continue
          records.push(item)
        } else records.push({ value: item })
      }
  return records
}
