import { parse } from 'yaml'
import { EngineError } from '../../errors.ts'
import { isObject, type JsonObject } from './find-records.ts'

export type Endpoint = { name: string; path: string }

/** Paths as endpoints with names that tell them apart: the last word of each, or all words where two would be the same. */
export function nameEndpoints(paths: readonly string[]): Endpoint[] {
  const words = (path: string) =>
    (path.split('?')[0] ?? '')
      .split('/')
      .map((word) => word.replace(/\.json$/i, '').replace(/[^\w-]+/g, '_'))
      .filter((word) => word !== '' && word !== '_')
  const short = (path: string) => words(path).at(-1) ?? 'records'
  const unique = [...new Set(paths.map((path) => (path.startsWith('/') ? path : `/${path}`)))]
  const taken = new Set<string>()
  return unique.map((path) => {
    const isShared = unique.filter((other) => short(other) === short(path)).length > 1
    let name = isShared ? words(path).join('_') || 'records' : short(path)
    while (taken.has(name)) name += '_2'
    taken.add(name)
    return { name, path }
  })
}

/**
 * The list endpoints of an OpenAPI document: paths without variables whose GET answers with a list, or with an object
 * that holds one. Fails with `connection_config_invalid` when the text is no such document.
 */
export function listOpenApiPaths(text: string): string[] {
  let document: unknown
  try {
    document = parse(text, { maxAliasCount: 100 })
  } catch {
    throw invalid('is neither JSON nor YAML')
  }
  if (!isObject(document) || !isObject(document['paths'])) throw invalid('has no paths; is it an OpenAPI document?')
  const root = document
  const paths = Object.entries(document['paths']).flatMap(([path, item]) => {
    const get = isObject(item) ? item['get'] : undefined
    if (!isObject(get) || /[{}\s]/.test(path) || !path.startsWith('/')) return []
    const parameters = [...list(get['parameters']), ...list(isObject(item) ? item['parameters'] : undefined)]
    const needsMore = parameters
      .map((one) => resolve(root, one))
      .some((one) => one?.['required'] === true && one['in'] === 'query')
    return !needsMore && holdsList(root, answerSchema(root, get), 0) ? [path] : []
  })
  if (paths.length === 0) throw invalid('describes no endpoint that answers with a list')
  return paths.slice(0, 50)
}

const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])

function answerSchema(root: JsonObject, get: JsonObject): unknown {
  const responses = isObject(get['responses']) ? get['responses'] : {}
  const answer = resolve(root, responses['200'] ?? responses['2XX'] ?? responses['default'])
  const content = isObject(answer?.['content']) ? answer['content'] : {}
  const json = Object.entries(content).find(([type]) => /json/i.test(type))?.[1]
  // Swagger 2 has the schema on the answer itself.
  return isObject(json) ? json['schema'] : answer?.['schema']
}

function holdsList(root: JsonObject, written: unknown, depth: number): boolean {
  const schema = resolve(root, written)
  if (!schema || depth > 3) return false
  if (schema['type'] === 'array' || schema['items'] !== undefined) return true
  const parts = [...list(schema['allOf']), ...list(schema['oneOf']), ...list(schema['anyOf'])]
  const properties = isObject(schema['properties']) ? Object.values(schema['properties']) : []
  return [...parts, ...properties].some((one) => holdsList(root, one, depth + 1))
}

/** Follows references inside the document, a few steps at most. */
function resolve(root: JsonObject, written: unknown): JsonObject | undefined {
  let value = written
  for (let steps = 0; steps < 10 && isObject(value) && typeof value['$ref'] === 'string'; steps++) {
    if (!value['$ref'].startsWith('#/')) return undefined
    let here: unknown = root
    for (const part of value['$ref'].slice(2).split('/')) {
      const name = part.replaceAll('~1', '/').replaceAll('~0', '~')
      here = isObject(here) && Object.hasOwn(here, name) ? here[name] : undefined
    }
    value = here
  }
  return isObject(value) ? value : undefined
}

const invalid = (what: string): EngineError =>
  new EngineError('connection_config_invalid', `The OpenAPI document ${what}.`, {
    details: [{ path: 'openapi', message: what }],
  })
