import type { ColumnProfile, TemplateColumn } from '@godwit/contract'
import { dateFormat, isPlaceholder } from '../../profile/index.ts'
import type { Intent } from '../match/intent.ts'
import { fold } from '../match/name-words.ts'
import { isKnownText, type KnownWords } from './known-words.ts'
import { columnsRead, placesOf, refsRead, type SqlToken, tokenize } from './sql-tokens.ts'
import { isVocabulary, isVocabularyWord } from './vocabulary.ts'

/** What an expression stands in. `target` is the template column that it fills; null for a condition. */
export type SqlScope = {
  known: KnownWords
  target: { column: TemplateColumn; intent: Intent } | null
  /** Names that stand for inputs. */
  refs: ReadonlySet<string>
  /** Relations that are not carried over. */
  bound: ReadonlySet<string>
  profileOf(ref: string | null, column: string): ColumnProfile | undefined
}

/**
 * Whether an expression may be carried to another customer: it reads columns, names no row, and every text and number in
 * it is a format, a word of the template, of the source's headers or of everybody's dictionary, or a word of a status
 * column. Whatever is not recognised as such stays behind (docs/decisions/0009).
 */
export function isPortableSql(sql: string, scope: SqlScope): boolean {
  const tokens = tokenize(sql)
  if (tokens.some(({ kind }) => kind === 'odd')) return false
  if ([...refsRead(sql)].some((ref) => scope.bound.has(ref))) return false
  const reads = columnsRead(sql)
  const literals = tokens.filter(({ kind }) => kind === 'string' || kind === 'number')
  // One value for every row is this customer's.
  if (reads.length === 0 && literals.length > 0 && !tokens.some(({ value }) => value === '_input')) return false
  if (reads.some(({ column }) => isPersonalHeader(column)) || namesRow(tokens)) return false
  const identifies = reads.some(({ ref, column }) => {
    const profile = scope.profileOf(ref, column)
    return profile !== undefined && (profile.is_key || ['id', 'email', 'phone'].includes(profile.kind))
  })
  for (const { text } of tokens.filter(({ kind }) => kind === 'number')) {
    if (text.replace(/\D/g, '').replace(/^0+|0+$/g, '').length > 4) return false
    if (scope.target === null && identifies && Number(text) > 1) return false
  }
  const places = placesOf(tokens)
  const vocabulary = new Set(
    reads.flatMap(({ ref, column }) => {
      const profile = scope.profileOf(ref, column)
      if (profile === undefined || !isVocabulary(column, scope.target?.column.name ?? '', profile)) return []
      return profile.top_values.map(({ value }) => value.trim().toLowerCase())
    }),
  )
  return tokens.every((token, at) => {
    if (token.kind !== 'string') return true
    if (scope.target !== null && isDefault(tokens, at, places[at]?.name) && /[\p{L}\p{N}]/u.test(token.value)) {
      return saysTemplate(token.value, scope.target)
    }
    return isPortableText(token.value, places[at]?.name ?? null, scope, vocabulary)
  })
}

/** Headers are the source's; one that looks like an address or a long number is somebody's. */
export const isPersonalHeader = (name: string): boolean => /@|\d{5,}|\/\//.test(name)

/** `contacts._row = 17`: single rows are this customer's. */
function namesRow(tokens: readonly SqlToken[]): boolean {
  const dense = tokens.filter(({ kind }) => kind !== 'space')
  return dense.some(({ value }, at) => {
    if (value !== '_row') return false
    const after = dense[at + 1]?.text.toLowerCase() ?? ''
    const before = dense[dense[at - 1]?.text === '.' ? at - 3 : at - 1]?.text ?? ''
    return /^(=|<|>|!|in|not|between)$/.test(after) || /^[=<>]$/.test(before)
  })
}

/** What an empty cell becomes: `coalesce(…, 'x')`, or a choice by `IS NULL`. */
function isDefault(tokens: readonly SqlToken[], at: number, call: string | undefined): boolean {
  const dense = tokens.slice(0, at).filter(({ kind }) => kind !== 'space')
  const before = dense.at(-1)?.text.toLowerCase()
  if (call !== undefined && ['coalesce', 'ifnull', 'nvl', 'pick_first'].includes(call) && before === ',') return true
  const words = tokens.filter(({ kind }) => kind !== 'space').map(({ text }) => text.toLowerCase())
  const asksNull = words.some((word, place) => word === 'is' && words[place + 1] === 'null')
  return asksNull && (before === 'then' || before === 'else')
}

/** Whether the template itself says that this is what an empty cell means. */
function saysTemplate(value: string, { column, intent }: NonNullable<SqlScope['target']>): boolean {
  return (
    intent.target === 'boolean' ||
    intent.elseOption === value ||
    intent.optionWords[value]?.includes('') === true ||
    ` ${fold(column.description)} `.includes(` ${fold(value)} `)
  )
}

const styles = new Set(['dot', 'comma', 'plain', 'text', 'digits'])

function isPortableText(value: string, call: string | null, scope: SqlScope, vocabulary: ReadonlySet<string>): boolean {
  if (!/[\p{L}\p{N}]/u.test(value) || [...value].length === 1) return true
  if (styles.has(value) || scope.refs.has(value) || dateFormat(value) !== undefined) return true
  if (value.includes('%') && /^(?:%[a-zA-Z]|[^\p{L}\p{N}]|T|Z)+$/u.test(value)) return true
  if (/^\$(?:\.[A-Za-z_]\w*|\[\d+\])*$/.test(value) && !/\d{5,}/.test(value)) return true
  if (isPlaceholder(value, true) || isKnownText(value, scope.known)) return true
  if (call !== null && /^regexp_|similar/.test(call) && isKnownText(bareOfPattern(value), scope.known)) return true
  return vocabulary.has(value.trim().toLowerCase()) && isVocabularyWord(value, scope.known, scope.target?.intent)
}

/** The letters that a pattern spells out, without its classes, groups and counts. */
const bareOfPattern = (pattern: string): string =>
  pattern
    .replace(/\\p\{\w+\}|\\[a-zA-Z]/g, ' ')
    .replace(/\(\?[a-z<>!=:]*/g, ' ')
    .replace(/\[[^\]]*\]/g, ' ')
    .replace(/\{[\d,]+\}/g, ' ')
