import { argumentsOf, nameOf } from './check-expression.ts'
import type { OutputHint } from './compiled-recipe.ts'
import { type Ast, integerConstant, textConstant } from './expression-ast.ts'

/** What an expression's outermost function writes when it succeeds; null where that cannot be told. */
export function outputHint(ast: Ast): OutputHint | null {
  if (ast.class !== 'FUNCTION') return null
  const args = argumentsOf(ast)
  switch (nameOf(ast)) {
    case 'format_date':
      return format('date', args[2], '%Y-%m-%d')
    case 'format_timestamp':
      return format('timestamp', args[2], '%Y-%m-%d %H:%M:%S')
    case 'format_number':
      return { kind: 'number', decimals: integerConstant(args[2]) }
    case 'format_integer':
      return { kind: 'number', decimals: 0 }
    case 'format_bool': {
      const values = args.slice(1).map(textConstant)
      return values.every((value) => value !== null) ? { kind: 'boolean', values } : null
    }
    case 'format_money': {
      const decimals = textConstant(args[1])
      return { kind: 'number', decimals: decimals === null ? integerConstant(args[1]) : Number(decimals) }
    }
    case 'clean_email':
      return { kind: 'email' }
    case 'clean_phone':
      return { kind: 'phone' }
    case 'clean_url':
      return { kind: 'url' }
    case 'country_code':
      return { kind: 'country' }
    default:
      return null
  }
}

function format(kind: 'date' | 'timestamp', out: Ast | undefined, usual: string): OutputHint | null {
  const written = out === undefined ? usual : textConstant(out)
  return written === null ? null : { kind, format: written }
}
