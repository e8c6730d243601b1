import { Evaluation, type Variables } from './evaluate.ts'
import { filters } from './filters.ts'
import { tests } from './is-tests.ts'
import { type MacroTools, macroNames } from './macros.ts'
import { hasTemplate, type Node, parseTemplate } from './parse-template.ts'
import {
  isDict,
  isEqual,
  isNumber,
  PyFloat,
  PyTuple,
  type PyValue,
  TemplateError,
  toPlain,
  toText,
} from './python-value.ts'
import { readLiteral } from './read-literal.ts'

/** Names that mean the slice at hand, besides its own. */
const aliases = ['stream_interval', 'stream_partition'] as const

/** Every variable that a manifest may name, wherever it stands. */
export const variableNames: ReadonlySet<string> = new Set([
  'config',
  'parameters',
  'record',
  'response',
  'headers',
  'last_record',
  'last_page_size',
  'next_page_token',
  'stream_slice',
  'stream_state',
  'stream_partition',
  'stream_interval',
  'download_target',
  'creation_response',
  'polling_response',
  'components_values',
  'property',
  'value',
  'path',
  'session_token',
])

type Parsed = { source: string; nodes: Node[] | null; constant: PyValue }

const parsedTemplates = new Map<string, Parsed>()
const maxKept = 5000

function parsed(source: string): Parsed {
  const known = parsedTemplates.get(source)
  if (known) return known
  const entry: Parsed = hasTemplate(source)
    ? { source, nodes: parseTemplate(source), constant: null }
    : { source, nodes: null, constant: literalOr(source) }
  if (parsedTemplates.size >= maxKept) parsedTemplates.clear()
  parsedTemplates.set(source, entry)
  return entry
}

/** A text after rendering is read again as a Python literal; what is none stays text. */
function literalOr(text: string): PyValue {
  const literal = readLiteral(text)
  return literal.ok ? literal.value : text
}

export type RenderOptions = MacroTools & {
  /** What an empty or undefined result stands for; a template of its own. Left out: None for empty, an error for undefined. */
  fallback?: string
}

/**
 * Renders a template and reads the result as Python would: `"{}"` becomes an empty dict, `"12"` a number, `"None"`
 * None. The value is plain data. Throws TemplateError and TemplateSyntaxError.
 */
export function renderValue(source: string, variables: Variables, options: RenderOptions): unknown {
  return toPlain(pyValue(source, variables, options))
}

/**
 * As `renderValue`, as a text: what a header, a path or a secret shows. None and nothing give null. A number stays as it
 * was written: a key that happens to read `1e5` or `1_000` is not rewritten.
 */
export function renderText(source: string, variables: Variables, options: RenderOptions): string | null {
  const text = renderRaw(source, variables, options)
  if (text === '') return options.fallback ?? null
  const literal = readLiteral(text)
  if (!literal.ok || isNumber(literal.value)) return text
  return literal.value === null ? null : toText(literal.value)
}

/** Renders without reading the result again: for texts that must stay as they are (`"007"`, `"12"` as text). */
export function renderRaw(source: string, variables: Variables, tools: MacroTools): string {
  const { nodes } = parsed(source)
  if (nodes === null) return source
  try {
    return new Evaluation(withAliases(variables), tools).render(nodes)
  } catch (error) {
    if (error instanceof TemplateError && error.undefinedName !== undefined) return ''
    throw asTemplateError(error)
  }
}

/** A condition holds unless it renders to one of the few values that mean no. None, as upstream, means yes. */
export function renderCondition(source: string, variables: Variables, tools: MacroTools): boolean {
  const value = pyValue(source, variables, { ...tools, fallback: 'False' })
  return !falseValues.some((no) => isEqual(no, value))
}
const falseValues: PyValue[] = ['False', 'false', '{}', '[]', '()', '', '0', '0.0', {}, false, [], new PyTuple([])]

function pyValue(source: string, variables: Variables, options: RenderOptions): PyValue {
  const entry = parsed(source)
  if (entry.nodes === null)
    return source === '' && options.fallback !== undefined ? literalOr(options.fallback) : copy(entry.constant)
  try {
    const evaluation = new Evaluation(withAliases(variables), options)
    const only = entry.nodes.length === 1 ? entry.nodes[0] : undefined
    if (only && isExpression(only)) {
      const value = evaluation.value(only)
      // Printing plain data and reading it again gives the same data: the way round is skipped.
      if ((Array.isArray(value) || isDict(value)) && isPlain(value, 0)) return copy(value)
      return finish(toText(value), options, variables)
    }
    return finish(evaluation.render(entry.nodes), options, variables)
  } catch (error) {
    if (error instanceof TemplateError && error.undefinedName !== undefined && options.fallback !== undefined)
      return pyValue(options.fallback, variables, { now: options.now })
    throw asTemplateError(error)
  }
}

function finish(text: string, options: RenderOptions, variables: Variables): PyValue {
  if (text !== '') return literalOr(text)
  return options.fallback === undefined ? null : pyValue(options.fallback, variables, { now: options.now })
}

const statements = new Set([
  'If',
  'For',
  'Set',
  'Break',
  'Continue',
  'Comment',
  'FilterStatement',
  'Macro',
  'CallStatement',
])
const isExpression = (node: Node): boolean => !statements.has(node.type)

function isPlain(value: PyValue, depth: number): boolean {
  if (depth > 50) return false
  if (value === null || typeof value === 'string' || typeof value === 'boolean' || typeof value === 'bigint')
    return true
  if (typeof value === 'number') return Number.isFinite(value)
  if (value instanceof PyFloat) return true
  if (Array.isArray(value)) return value.every((item) => isPlain(item, depth + 1))
  return isDict(value) && Object.values(value).every((item) => isPlain(item, depth + 1))
}

const copy = (value: PyValue): PyValue => (typeof value === 'object' && value !== null ? toPlain(value) : value)

function withAliases(variables: Variables): Variables {
  if (!Object.hasOwn(variables, 'stream_slice')) return variables
  const out: Record<string, unknown> = { ...variables }
  for (const alias of aliases) if (!Object.hasOwn(out, alias)) out[alias] = variables['stream_slice']
  return out
}

function asTemplateError(error: unknown): Error {
  if (error instanceof RangeError)
    return new TemplateError('the template is nested too deeply or takes too much memory')
  return error as Error
}

/** What is wrong with a template before it is ever run: syntax, unknown variables, filters and tests. Null: nothing. */
export function findTemplateFault(source: string): string | null {
  if (!hasTemplate(source)) return null
  let nodes: Node[] | null
  try {
    nodes = parsed(source).nodes
  } catch (error) {
    return (error as Error).message
  }
  const faults: string[] = []
  const local = new Set<string>(['loop', 'caller'])
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const item of value) visit(item)
      return
    }
    if (value instanceof Map) {
      for (const [key, item] of value) {
        visit(key)
        visit(item)
      }
      return
    }
    if (typeof value !== 'object' || value === null || !('type' in value)) return
    const node = value as Node
    if (node.type === 'For') collectNames(node['loopvar'], local)
    if (node.type === 'Set') collectNames(node['assignee'], local)
    if (node.type === 'Macro' || node.type === 'CallStatement') faults.push('macro and call blocks are not supported')
    if (node.type === 'FilterExpression' || node.type === 'FilterStatement') {
      const filter = node['filter'] as Node
      const name = (filter.type === 'Identifier' ? filter['value'] : filter['callee'].value) as string
      if (name === '__test') {
        const test = filter['args'][0]['value'] as string
        if (!Object.hasOwn(tests, test)) faults.push(`there is no test ${test}`)
      } else if (!Object.hasOwn(filters, name)) faults.push(`there is no filter ${name}`)
      visit(node['operand'] ?? node['body'])
      if (filter.type !== 'Identifier') visit(filter['args'])
      return
    }
    if (node.type === 'TestExpression') {
      if (!Object.hasOwn(tests, node['test'].value)) faults.push(`there is no test ${node['test'].value}`)
      visit(node['operand'])
      return
    }
    if (node.type === 'MemberExpression') {
      visit(node['object'])
      if (node['computed']) visit(node['property'])
      return
    }
    if (node.type === 'KeywordArgumentExpression') {
      visit(node['value'])
      return
    }
    if (node.type === 'Identifier') {
      const name = node['value'] as string
      if (!variableNames.has(name) && !macroNames.has(name) && !local.has(name) && !constants.has(name))
        faults.push(`the variable ${name} is not known`)
      return
    }
    for (const [key, item] of Object.entries(node)) if (key !== 'type' && key !== 'operator') visit(item)
  }
  visit(nodes)
  return faults[0] ?? null
}

const constants = new Set(['None', 'none', 'True', 'true', 'False', 'false'])

function collectNames(node: Node, into: Set<string>): void {
  if (node.type === 'Identifier') into.add(node['value'])
  else if (node.type === 'TupleLiteral') for (const item of node['value'] as Node[]) collectNames(item, into)
}

export { TemplateError }
