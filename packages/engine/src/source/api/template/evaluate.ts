import { Duration } from '../datetime/datetime.ts'
import { checkedLength } from './checked-length.ts'
import type { FilterTools } from './filter.ts'
import { filters } from './filters.ts'
import { tests } from './is-tests.ts'
import { type MacroTools, macroCallable, macroNames } from './macros.ts'
import { attributeOf, methodOf } from './methods.ts'
import { arithmetic, holds, isComparison } from './operators.ts'
import type { Node } from './parse-template.ts'
import {
  isDict,
  isInt,
  isNumber,
  isTruthy,
  itemsOf,
  Namespace,
  PyCallable,
  type PyDict,
  PyFloat,
  PyTuple,
  type PyValue,
  pyFloat,
  pyInt,
  refuseUndefined,
  setKey,
  TemplateError,
  toText,
  typeName,
  Undefined,
} from './python-value.ts'

/** The variables that a template sees. A name that is absent is an error; one that is null is None. */
export type Variables = Readonly<Record<string, unknown>>

/** More than any real template takes: one that needs more runs without end. */
const maxSteps = 200_000

class Break extends Error {}
class Continue extends Error {}

/** Runs a parsed template over variables with Python's rules. Throws TemplateError. */
export class Evaluation {
  #steps = 0
  #outLength = 0
  readonly #scopes: Record<string, PyValue>[] = [Object.create(null)]
  readonly #variables: Variables
  readonly #tools: MacroTools
  readonly #filterTools: FilterTools
  constructor(variables: Variables, tools: MacroTools) {
    this.#variables = variables
    this.#tools = tools
    this.#filterTools = {
      attribute: (value, path) => this.#path(value, path),
      filter: (name, value, args, named) => this.#filter(name, value, args, named),
      test: (name, value, args) => this.#test(name, value, args),
    }
  }

  /** What the nodes print, in order. */
  render(nodes: readonly Node[]): string {
    let out = ''
    for (const node of nodes) {
      const text = this.#statement(node)
      this.#outLength += text.length
      out = checkedLength(out + text)
    }
    return out
  }

  /** The value of one expression, unprinted. */
  value(node: Node): PyValue {
    return this.#eval(node)
  }

  #statement(node: Node): string {
    this.#step()
    switch (node.type) {
      case 'Comment':
        return ''
      case 'If':
        return this.render(isTruthy(this.#eval(node['test'])) ? node['body'] : node['alternate'])
      case 'For':
        return this.#for(node)
      case 'Set':
        return this.#set(node)
      case 'Break':
        throw new Break()
      case 'Continue':
        throw new Continue()
      case 'FilterStatement': {
        const { name, args, named } = this.#filterCall(node['filter'])
        return toText(this.#filter(name, this.render(node['body']), args, named))
      }
      case 'Macro':
      case 'CallStatement':
        throw new TemplateError('macro and call blocks are not supported')
      default:
        return toText(this.#eval(node))
    }
  }

  #for(node: Node): string {
    let iterable = node['iterable'] as Node
    let test: Node | null = null
    if (iterable.type === 'SelectExpression') {
      test = iterable['test']
      iterable = iterable['lhs']
    }
    const scope: Record<string, PyValue> = Object.create(null)
    this.#scopes.push(scope)
    try {
      let items = itemsOf(this.#eval(iterable))
      if (test !== null)
        items = items.filter((item) => {
          this.#assign(node['loopvar'], item)
          return isTruthy(this.#eval(test as Node))
        })
      if (items.length === 0) return this.render(node['defaultBlock'])
      let out = ''
      for (const [index, item] of items.entries()) {
        this.#assign(node['loopvar'], item)
        scope['loop'] = {
          index: index + 1,
          index0: index,
          first: index === 0,
          last: index === items.length - 1,
          length: items.length,
          revindex: items.length - index,
          revindex0: items.length - index - 1,
        }
        try {
          out = checkedLength(out + this.render(node['body']))
        } catch (error) {
          if (error instanceof Break) break
          if (!(error instanceof Continue)) throw error
        }
      }
      return out
    } finally {
      this.#scopes.pop()
    }
  }

  #set(node: Node): string {
    const value = node['value'] ? this.#eval(node['value']) : this.render(node['body'])
    const target = node['assignee'] as Node
    if (target.type === 'MemberExpression') {
      const space = this.#eval(target['object'])
      if (!(space instanceof Namespace)) throw new TemplateError('only attributes of a namespace can be set')
      setKey(space.values, target['property'].value, value)
    } else this.#assign(target, value)
    return ''
  }

  #assign(target: Node, value: PyValue): void {
    if (target.type === 'Identifier') setKey(this.#scopes.at(-1) as PyDict, target['value'], value)
    else if (target.type === 'TupleLiteral') {
      const items = itemsOf(value)
      const names = target['value'] as Node[]
      if (items.length !== names.length)
        throw new TemplateError(`cannot unpack ${items.length} values into ${names.length}`)
      names.forEach((name, index) => {
        this.#assign(name, items[index])
      })
    } else throw new TemplateError(`cannot assign to ${target.type}`)
  }

  #step(): void {
    if (++this.#steps > maxSteps) throw new TemplateError('the template takes too many steps; it may run without end')
  }

  #eval(node: Node): PyValue {
    this.#step()
    switch (node.type) {
      case 'IntegerLiteral':
      case 'StringLiteral':
        return node['value']
      case 'FloatLiteral':
        return pyFloat(node['value'])
      case 'ArrayLiteral':
        return (node['value'] as Node[]).map((item) => this.#eval(item))
      case 'TupleLiteral':
        return new PyTuple((node['value'] as Node[]).map((item) => this.#eval(item)))
      case 'ObjectLiteral': {
        const out: PyDict = {}
        for (const [key, value] of node['value'] as Map<Node, Node>)
          setKey(out, toText(this.#eval(key)), this.#eval(value))
        return out
      }
      case 'Identifier':
        return this.#name(node['value'])
      case 'MemberExpression':
        return this.#member(node)
      case 'CallExpression':
        return this.#call(node)
      case 'BinaryExpression':
        return this.#binary(node)
      case 'UnaryExpression':
        return this.#unary(node)
      case 'Ternary':
        return this.#eval(isTruthy(this.#eval(node['condition'])) ? node['trueExpr'] : node['falseExpr'])
      case 'SelectExpression':
        return isTruthy(this.#eval(node['test']))
          ? this.#eval(node['lhs'])
          : new Undefined('the inline if has no else and')
      case 'TestExpression':
        return this.#test(node['test'].value, this.#eval(node['operand']), []) !== node['negate']
      case 'FilterExpression': {
        const { name, args, named } = this.#filterCall(node['filter'])
        const operand = this.#eval(node['operand'])
        if (name === '__test') return this.#test(args[0] as string, operand, args.slice(2)) !== (args[1] === 1)
        return this.#filter(name, operand, args, named)
      }
      default:
        throw new TemplateError(`${node.type} is not supported in templates`)
    }
  }

  #name(name: string): PyValue {
    for (let at = this.#scopes.length - 1; at >= 0; at--) {
      const scope = this.#scopes[at] as Record<string, PyValue>
      if (name in scope) return scope[name]
    }
    if (Object.hasOwn(this.#variables, name)) {
      const value = this.#variables[name]
      return value === undefined ? null : value
    }
    if (name === 'None' || name === 'none') return null
    if (name === 'True' || name === 'true') return true
    if (name === 'False' || name === 'false') return false
    if (macroNames.has(name)) return macroCallable(name, this.#tools)
    throw new TemplateError(`the variable ${name} is not known here`)
  }

  #member(node: Node): PyValue {
    const object = this.#eval(node['object'])
    const property = node['property'] as Node
    if (property.type === 'SliceExpression') return this.#slice(object, property)
    if (object instanceof Undefined) throw new TemplateError(`${object.name} is undefined`, object.name)
    if (!node['computed']) return this.#attribute(object, String(property['value']))
    return this.#item(object, this.#eval(property))
  }

  /** `a.b`: methods and attributes come before the keys of a dict. */
  #attribute(object: PyValue, name: string): PyValue {
    const method = methodOf(object, name)
    if (method) return method
    const attribute = attributeOf(object, name)
    if (attribute !== undefined) return attribute
    if (isDict(object) && Object.hasOwn(object, name)) return object[name] ?? null
    if (/^\d+$/.test(name) && (Array.isArray(object) || object instanceof PyTuple))
      return itemsOf(object)[Number(name)] ?? new Undefined(name)
    return new Undefined(`'${typeName(object)}' has no '${name}': it`)
  }

  /** `a[b]`: keys come before methods and attributes. */
  #item(object: PyValue, key: PyValue): PyValue {
    if (object instanceof Undefined) throw new TemplateError(`${object.name} is undefined`, object.name)
    if (isDict(object)) {
      const name = typeof key === 'string' ? key : toText(key)
      if (Object.hasOwn(object, name)) return object[name] ?? null
    } else if ((Array.isArray(object) || object instanceof PyTuple || typeof object === 'string') && isInt(key)) {
      const items = itemsOf(object)
      const index = Number(key)
      const value = items[index < 0 ? items.length + index : index]
      return value === undefined ? new Undefined(`item ${index}`) : value
    }
    if (typeof key === 'string')
      return (
        methodOf(object, key) ?? attributeOf(object, key) ?? new Undefined(`'${typeName(object)}' has no '${key}': it`)
      )
    return new Undefined(`item ${toText(key)}`)
  }

  #path(value: PyValue, path: PyValue): PyValue {
    if (typeof path === 'number') return this.#item(value, path)
    return toText(path)
      .split('.')
      .reduce<PyValue>(
        (at, part) => (at instanceof Undefined ? at : this.#item(at, /^\d+$/.test(part) ? Number(part) : part)),
        value,
      )
  }

  #slice(object: PyValue, node: Node): PyValue {
    refuseUndefined(object)
    const items = typeof object === 'string' ? [...object] : itemsOf(object)
    const bound = (part: Node | undefined) => {
      const value = part ? this.#eval(part) : null
      return value === null ? null : Number(value)
    }
    const step = bound(node['step']) ?? 1
    if (step === 0) throw new TemplateError('the step of a slice is zero')
    const size = items.length
    const clamp = (value: number | null, fallback: number) => {
      if (value === null) return fallback
      const at = value < 0 ? size + value : value
      return step > 0 ? Math.max(0, Math.min(size, at)) : Math.max(-1, Math.min(size - 1, at))
    }
    const start = clamp(bound(node['start']), step > 0 ? 0 : size - 1)
    const stop = clamp(bound(node['stop']), step > 0 ? size : -1)
    const out: PyValue[] = []
    for (let at = start; step > 0 ? at < stop : at > stop; at += step) out.push(items[at])
    return typeof object === 'string' ? out.join('') : object instanceof PyTuple ? new PyTuple(out) : out
  }

  #arguments(nodes: readonly Node[]): { args: PyValue[]; named: Record<string, PyValue> } {
    const args: PyValue[] = []
    const named: Record<string, PyValue> = {}
    for (const node of nodes)
      if (node.type === 'KeywordArgumentExpression') setKey(named, node['key'].value, this.#eval(node['value']))
      else if (node.type === 'SpreadExpression') args.push(...itemsOf(this.#eval(node['argument'])))
      else if (node.type === 'KeywordSpreadExpression') Object.assign(named, this.#eval(node['argument']))
      else args.push(this.#eval(node))
    return { args, named }
  }

  #call(node: Node): PyValue {
    const callee = this.#eval(node['callee'])
    if (callee instanceof Undefined) throw new TemplateError(`${callee.name} is undefined`, callee.name)
    if (!(callee instanceof PyCallable)) throw new TemplateError(`${typeName(callee)} cannot be called`)
    const { args, named } = this.#arguments(node['args'])
    return callee.call(args, named)
  }

  #filterCall(node: Node): { name: string; args: PyValue[]; named: Record<string, PyValue> } {
    if (node.type === 'Identifier') return { name: node['value'], args: [], named: {} }
    return { name: node['callee'].value, ...this.#arguments(node['args']) }
  }

  #filter(name: string, value: PyValue, args: PyValue[], named: Record<string, PyValue>): PyValue {
    this.#step()
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined
    if (!filter) throw new TemplateError(`there is no filter ${name}`)
    return filter(value, args, named, this.#filterTools)
  }

  #test(name: string, value: PyValue, args: PyValue[]): boolean {
    const test = Object.hasOwn(tests, name) ? tests[name] : undefined
    if (!test) throw new TemplateError(`there is no test ${name}`)
    return test(value, args)
  }

  #unary(node: Node): PyValue {
    const value = this.#eval(node['argument'])
    const operator = node['operator'].value
    if (operator === 'not') return !isTruthy(value)
    refuseUndefined(value)
    if (value instanceof Duration) return operator === '-' ? new Duration(-value.us, -value.months) : value
    if (!isNumber(value)) throw new TemplateError(`bad operand for unary ${operator}: ${typeName(value)}`)
    if (operator === '+') return typeof value === 'boolean' ? Number(value) : value
    if (typeof value === 'bigint') return pyInt(-value)
    return value instanceof PyFloat ? new PyFloat(-value.value) : -Number(value)
  }

  #binary(node: Node): PyValue {
    const operator = node['operator'].value as string
    if (operator === 'or' || operator === 'and') {
      const left = this.#eval(node['left'])
      return isTruthy(left) === (operator === 'or') ? left : this.#eval(node['right'])
    }
    if (isComparison(operator)) return this.#chain(node).result
    const left = this.#eval(node['left'])
    const right = this.#eval(node['right'])
    if (operator === '~') return checkedLength(toText(left) + toText(right))
    return arithmetic(operator, left, right)
  }

  /** `a < b <= c` compares each neighbour once; the parser nests it to the left. */
  #chain(node: Node): { result: boolean; last: PyValue } {
    const inner = node['left'] as Node
    let left: PyValue
    if (inner.type === 'BinaryExpression' && isComparison(inner['operator'].value)) {
      const before = this.#chain(inner)
      if (!before.result) return before
      left = before.last
    } else left = this.#eval(inner)
    const right = this.#eval(node['right'])
    return { result: holds(node['operator'].value, left, right), last: right }
  }
}
