/** A component of a manifest, resolved and checked. `fields` holds children as components, the rest as written. */
export type Component = {
  type: string
  /** What `$parameters` gave it, its own over those of its parents. Templates see it as `parameters`. */
  parameters: Readonly<Record<string, unknown>>
  /** Where it stands in the manifest (`streams.0.retriever`), for messages. */
  path: string
  fields: Readonly<Record<string, unknown>>
}

export const isComponent = (value: unknown): value is Component =>
  typeof value === 'object' && value !== null && 'fields' in value && 'parameters' in value

/** A child that may be left out. */
export function child(component: Component, field: string): Component | undefined {
  const value = component.fields[field]
  return isComponent(value) ? value : undefined
}

/** A child that the check made sure of. */
export function need(component: Component, field: string): Component {
  const found = child(component, field)
  if (!found) throw new Error(`${component.path}.${field} is missing in a checked manifest`)
  return found
}

/** Children of a list; one that stands alone counts as a list of one. */
export function children(component: Component, field: string): Component[] {
  const value = component.fields[field]
  return (Array.isArray(value) ? value : [value]).filter(isComponent)
}

export const raw = (component: Component, field: string): unknown => component.fields[field]

/** A text field (numbers and booleans as YAML wrote them, in Python's words), or undefined. */
export function text(component: Component, field: string): string | undefined {
  const value = component.fields[field]
  if (value === undefined || value === null) return undefined
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  return typeof value === 'string' ? value : typeof value === 'object' ? JSON.stringify(value) : String(value)
}

export function flag(component: Component, field: string): boolean {
  const value = component.fields[field]
  return value === true || (typeof value === 'string' && /^(true|yes)$/i.test(value))
}

export const list = (component: Component, field: string): unknown[] => {
  const value = component.fields[field]
  return Array.isArray(value) ? value : value === undefined || value === null ? [] : [value]
}
