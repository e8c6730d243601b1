import { TemplateError } from './python-value.ts'

const maxSubject = 100_000
const known = new Map<string, RegExp>()

/** A pattern of Python's `re` as one of JavaScript's. Named groups, `\A`, `\Z` and leading flags are translated. */
export function pythonRegex(pattern: string): RegExp {
  const cached = known.get(pattern)
  if (cached) return cached
  let flags = 'gu'
  const source = pattern
    .replace(/^\(\?([aimsux]+)\)/, (_, letters: string) => {
      for (const letter of 'ims') if (letters.includes(letter)) flags += letter
      return ''
    })
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/\\A/g, '^')
    .replace(/\\Z/g, '$')
  for (const mode of [flags, flags.replace('u', '')])
    try {
      const regex = new RegExp(source, mode)
      if (known.size > 1000) known.clear()
      known.set(pattern, regex)
      return regex
    } catch {
      // Without the unicode mode JavaScript forgives escapes that Python forgives too.
    }
  throw new TemplateError(`the pattern ${JSON.stringify(pattern)} cannot be used`)
}

/** The first match anywhere in the text, or null. */
export function searchRegex(text: string, pattern: string): RegExpExecArray | null {
  const regex = pythonRegex(pattern)
  regex.lastIndex = 0
  return regex.exec(subject(text))
}

/** `re.sub` of Python: `\1`, `\g<1>` and `\g<name>` in the replacement name groups. */
export function replaceRegex(text: string, pattern: string, replacement: string): string {
  return subject(text).replace(pythonRegex(pattern), (...found: unknown[]) => {
    const named = typeof found.at(-1) === 'object' ? (found.at(-1) as Record<string, string>) : {}
    return replacement.replace(/\\(?:(\d{1,2})|g<(\w+)>|n|\\)/g, (whole, index, name) => {
      if (index !== undefined) return String(found[Number(index)] ?? '')
      if (name !== undefined) return String(/^\d+$/.test(name) ? (found[Number(name)] ?? '') : (named[name] ?? ''))
      return whole === '\\n' ? '\n' : '\\'
    })
  })
}

/** Backtracking grows with the text: an endless one is refused rather than waited for. */
function subject(text: string): string {
  if (text.length > maxSubject) throw new TemplateError('the text is too long to be searched by a pattern')
  return text
}
