import type { SourceRecord } from '../../source.ts'
import { isMap } from '../manifest/build-component.ts'
import { type Component, children, flag, list, raw, text } from '../manifest/component.ts'
import { setPath } from '../request/request-option.ts'
import { evaluate, evaluateCondition, evaluateText, type Runtime, type Variables } from '../runtime.ts'
import { renderText, renderValue } from '../template/template.ts'
import { removePath, selectPath } from './select-path.ts'

/** Applies one transformation; the record given is changed or replaced by the one returned. */
export function transformRecord(
  runtime: Runtime,
  component: Component,
  record: SourceRecord,
  variables: Variables,
): SourceRecord {
  switch (component.type) {
    case 'AddFields':
      return addFields(runtime, component, record, variables)
    case 'RemoveFields':
      return removeFields(runtime, component, record, variables)
    case 'KeysToLower':
      return mapKeys(record, (key) => key.toLowerCase(), false)
    case 'KeysToSnakeCase':
      return mapKeys(record, snakeCase, true)
    case 'KeysReplace': {
      const old = evaluateText(runtime, component, raw(component, 'old'), { ...variables, record }) ?? ''
      const fresh = evaluateText(runtime, component, raw(component, 'new'), { ...variables, record }) ?? ''
      return old === '' ? record : mapKeys(record, (key) => key.replaceAll(old, fresh), true)
    }
    case 'FlattenFields':
      return flatten(record, raw(component, 'flatten_lists') === undefined || flag(component, 'flatten_lists'))
    default:
      return flattenPath(runtime, component, record, variables)
  }
}

const numberTypes = new Set(['number', 'integer'])

function addFields(runtime: Runtime, component: Component, record: SourceRecord, variables: Variables): SourceRecord {
  const condition = text(component, 'condition')
  for (const field of children(component, 'fields')) {
    const scope = { ...variables, record }
    const path = list(field, 'path').map((part) => evaluateText(runtime, field, part, scope) ?? '')
    // An expression sees the secrets among the settings: none of them may end up in a row.
    const value = runtime.scrubber.scrubValue(addedValue(runtime, field, scope))
    if (
      condition !== undefined &&
      condition !== '' &&
      !evaluateCondition(runtime, component, condition, { ...scope, value, path })
    )
      continue
    setPath(record, path, value)
  }
  return record
}

/** An undefined value adds an empty text, as upstream does; `value_type: string` keeps `"12"` a text. */
function addedValue(runtime: Runtime, field: Component, scope: Variables): unknown {
  const source = raw(field, 'value')
  if (typeof source !== 'string') return source ?? null
  const type = text(field, 'value_type')
  const context = { config: runtime.config, parameters: field.parameters, ...scope }
  if (type === 'string') return renderText(source, context, { now: runtime.now, fallback: '' })
  if (source.includes('{')) {
    // Errors are told with their place by the common way; only the meaning of "nothing" differs.
    const value = evaluate(runtime, field, source, scope)
    if (value !== null) return keepType(type, value)
  }
  return keepType(type, renderValue(source, context, { now: runtime.now, fallback: '' }))
}

function keepType(type: string | undefined, value: unknown): unknown {
  if (type !== undefined && numberTypes.has(type) && typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
    return Number(value)
  return value
}

function removeFields(
  runtime: Runtime,
  component: Component,
  record: SourceRecord,
  variables: Variables,
): SourceRecord {
  const condition = text(component, 'condition')
  for (const pointer of list(component, 'field_pointers')) {
    const path = (Array.isArray(pointer) ? pointer : [pointer]).map(String)
    if (condition !== undefined && condition !== '') {
      const [property] = selectPath(record, path)
      if (!evaluateCondition(runtime, component, condition, { ...variables, record, property: property ?? null }))
        continue
    }
    removePath(record, path)
  }
  return record
}

function mapKeys(value: SourceRecord, rename: (key: string) => string, deep: boolean): SourceRecord {
  const out: SourceRecord = {}
  for (const [key, item] of Object.entries(value)) setPath(out, [rename(key)], deep ? mapDeep(item, rename) : item)
  return out
}

function mapDeep(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapDeep(item, rename))
  return isMap(value) ? mapKeys(value, rename, true) : value
}

const snakeCase = (key: string): string =>
  key
    .normalize('NFKD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/([a-z\d])([A-Z])/g, '$1_$2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1_$2')
    .replace(/[^A-Za-z\d]+/g, '_')
    .replace(/^_+|_+$/g, '')
    .toLowerCase()

function flatten(record: SourceRecord, lists: boolean): SourceRecord {
  const out: SourceRecord = {}
  const visit = (value: unknown, key: string) => {
    if (isMap(value) && Object.keys(value).length > 0)
      for (const [name, item] of Object.entries(value)) visit(item, key === '' ? name : unique(name, key))
    else if (lists && Array.isArray(value) && value.length > 0)
      for (const [index, item] of value.entries()) visit(item, `${key}.${index}`)
    else setPath(out, [key], value)
  }
  /** The bare name where it is free, the whole path where it is taken. */
  const unique = (name: string, parent: string) =>
    Object.hasOwn(out, name) || Object.hasOwn(record, name) ? `${parent}.${name}` : name
  visit(record, '')
  return out
}

function flattenPath(runtime: Runtime, component: Component, record: SourceRecord, variables: Variables): SourceRecord {
  const path = list(component, 'field_path').map(
    (part) => evaluateText(runtime, component, part, { ...variables, record }) ?? '',
  )
  const values = selectPath(record, path).filter(isMap)
  if (flag(component, 'replace_record') && values.length > 0) return Object.assign({}, ...values)
  for (const value of values) {
    const clash = Object.keys(value).some((key) => Object.hasOwn(record, key))
    if (clash) continue
    for (const [key, item] of Object.entries(value)) setPath(record, [key], item)
  }
  if (flag(component, 'delete_origin_value')) removePath(record, path)
  return record
}
