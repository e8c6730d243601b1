import { isObject } from './find-records.ts'
import type { EndpointFacts } from './render-manifest.ts'

/**
 * The facts that `renderManifest` wrote down, to look again whether they hold. Null for a text that holds none, such as
 * one of an earlier version of Godwit.
 */
export function readFacts(manifest: string): EndpointFacts[] | null {
  let document: unknown
  try {
    document = JSON.parse(manifest)
  } catch {
    return null
  }
  if (!isObject(document) || !isObject(document['metadata']) || !Array.isArray(document['streams'])) return null
  const endpoints = document['metadata']['endpoints']
  if (!Array.isArray(endpoints) || endpoints.length !== document['streams'].length) return null
  const schemas = document['streams'].map((stream) => {
    const loader = isObject(stream) ? stream['schema_loader'] : undefined
    return isObject(loader) && isObject(loader['schema']) ? loader['schema'] : { type: 'object', properties: {} }
  })
  return endpoints.map((facts, index) => ({ ...(facts as object), schema: schemas[index] }) as EndpointFacts)
}
