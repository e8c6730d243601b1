import type { ErrorDetail } from '../../../errors.ts'
import { findTemplateFault } from '../template/template.ts'
import type { Component } from './component.ts'
import { type Field, refusedTypes, type Shape, shapes } from './component-shapes.ts'

/** What is wrong with a manifest: `unsupported` parts are sound but unknown to this runtime. */
export type Fault = ErrorDetail & { kind: 'invalid' | 'unsupported' }

/** The largest public manifest has some 20,000 nodes once its references are followed. */
const maxNodes = 300_000

/**
 * Turns the resolved document into components: types that are not written come from the position, `$parameters` flow
 * down (and fill fields that are empty), every field is checked, every template parsed. All faults are collected.
 */
export class ComponentBuilder {
  readonly faults: Fault[] = []
  #nodes = 0

  build(
    value: unknown,
    field: Field,
    path: string,
    parameters: Readonly<Record<string, unknown>>,
  ): Component | undefined {
    if (++this.#nodes > maxNodes) return this.#once(path, 'the manifest is too large once its references are followed')
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return this.#fault(path, `a component is expected here (${field.types?.join(', ')})`)
    const written = value as Record<string, unknown>
    const type = this.#type(written, field, path)
    if (type === undefined) return undefined
    const shape = shapes[type] as Shape
    const own = written['$parameters']
    const merged = isMap(own) ? { ...parameters, ...own } : parameters
    const fields: Record<string, unknown> = {}
    for (const [name, spec] of Object.entries(shape.fields)) {
      const raw = isEmpty(written[name]) && Object.hasOwn(merged, name) ? merged[name] : written[name]
      if (raw === undefined || raw === null) {
        if (spec.required) this.#fault(`${path}.${name}`, `${type} needs ${name}`)
        continue
      }
      fields[name] = this.#field(raw, spec, `${path}.${name}`, without(merged, name))
    }
    for (const name of shape.refused ?? [])
      if (!isEmpty(written[name])) this.#unsupported(`${path}.${name}`, `${name} of ${type} is not supported yet`)
    return { type, parameters: merged, path, fields }
  }

  #type(written: Record<string, unknown>, field: Field, path: string): string | undefined {
    const types = field.types ?? []
    if ('class_name' in written || /^Custom[A-Z]/.test(String(written['type'] ?? ''))) {
      const name = String(written['class_name'] ?? written['type'])
      return this.#unsupported(
        path,
        `${name} is custom Python code, which Godwit does not run; say the same with components, if it can be said`,
      )
    }
    const fallback = field.fallback ?? (types.length === 1 ? types[0] : undefined)
    const type = written['type'] === undefined ? fallback : written['type']
    if (type === undefined) return this.#fault(path, `a type is missing (${types.join(', ')})`)
    if (typeof type !== 'string') return this.#fault(path, 'the type of a component is a text')
    if (!types.includes(type)) {
      const reason = refusedTypes[type]
      if (reason) return this.#unsupported(path, `${type} is not supported: ${reason}`)
      if (Object.hasOwn(shapes, type)) return this.#fault(path, `${type} cannot stand here (${types.join(', ')})`)
      return this.#unsupported(path, `${type} is not supported`)
    }
    return type
  }

  #field(raw: unknown, spec: Field, path: string, parameters: Readonly<Record<string, unknown>>): unknown {
    switch (spec.kind) {
      case 'component':
        // A date may stand as a bare text where a MinMaxDatetime is expected.
        if (spec.types?.includes('MinMaxDatetime') && (typeof raw === 'string' || typeof raw === 'number'))
          return this.build({ type: 'MinMaxDatetime', datetime: String(raw) }, spec, path, parameters)
        return this.build(raw, spec, path, parameters)
      case 'components':
        return (Array.isArray(raw) ? raw : [raw]).map((item, index) =>
          this.build(item, spec, Array.isArray(raw) ? `${path}.${index}` : path, parameters),
        )
      case 'componentMap': {
        if (!isMap(raw)) return this.#fault(path, 'a map of components is expected here')
        const entries = Object.entries(raw).map(([name, item]) => [
          name,
          this.build(item, spec, `${path}.${name}`, parameters),
        ])
        return { map: Object.fromEntries(entries) }
      }
      case 'template':
        if (typeof raw === 'object') return this.#fault(path, 'a text is expected here')
        this.#template(raw, path)
        if (spec.values && typeof raw === 'string' && !raw.includes('{{') && !spec.values.includes(raw.toUpperCase()))
          this.#fault(path, `${JSON.stringify(raw)} is not one of ${spec.values.join(', ')}`)
        return raw
      case 'templates':
        this.#templates(raw, path)
        return raw
      case 'text':
        if (typeof raw === 'object') return this.#fault(path, 'a text is expected here')
        if (spec.values && !spec.values.includes(String(raw)))
          this.#unsupported(path, `${JSON.stringify(raw)} is not supported here (${spec.values.join(', ')})`)
        return raw
      case 'integer':
        if (!/^-?\d+$/.test(String(raw))) return this.#fault(path, 'a whole number is expected here')
        return Number(raw)
      case 'boolean':
        if (typeof raw !== 'boolean' && !/^(true|false|yes|no)$/i.test(String(raw)))
          return this.#fault(path, 'true or false is expected here')
        return raw
      default:
        return raw
    }
  }

  #templates(raw: unknown, path: string): void {
    if (++this.#nodes > maxNodes) {
      this.#once(path, 'the manifest is too large once its references are followed')
      return
    }
    if (Array.isArray(raw)) {
      for (const [index, item] of raw.entries()) this.#templates(item, `${path}.${index}`)
    } else if (isMap(raw)) {
      if (raw['type'] === 'QueryProperties' || raw['type'] === 'PropertiesFromEndpoint')
        this.#unsupported(path, `${raw['type']} is not supported`)
      for (const [key, item] of Object.entries(raw)) {
        this.#template(key, path)
        this.#templates(item, `${path}.${key}`)
      }
    } else this.#template(raw, path)
  }

  #template(raw: unknown, path: string): void {
    const fault = typeof raw === 'string' ? findTemplateFault(raw) : null
    if (fault !== null) this.#fault(path, fault)
  }

  #fault(path: string, message: string): undefined {
    this.faults.push({ kind: 'invalid', path, message })
    return undefined
  }

  #unsupported(path: string, message: string): undefined {
    this.faults.push({ kind: 'unsupported', path, message })
    return undefined
  }

  #once(path: string, message: string): undefined {
    if (!this.faults.some((fault) => fault.message === message)) this.#fault(path, message)
    return undefined
  }
}

export const isMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** What `x or parameter` of Python passes over. */
const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === '' ||
  value === false ||
  value === 0 ||
  (Array.isArray(value) && value.length === 0) ||
  (isMap(value) && Object.keys(value).length === 0)

/** A parameter is not handed into the very field it fills: it would fill it again and again. */
function without(parameters: Readonly<Record<string, unknown>>, name: string): Readonly<Record<string, unknown>> {
  if (!Object.hasOwn(parameters, name)) return parameters
  const { [name]: _left, ...rest } = parameters
  return rest
}
