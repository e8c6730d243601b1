/** The fields of `STRUCT(a INTEGER, "b c" STRUCT(d VARCHAR))` as DuckDB writes it; null for any other type. */
export function structFields(type: string): { name: string; type: string }[] | null {
  if (!type.startsWith('STRUCT(') || !type.endsWith(')')) return null
  return splitTopLevel(type.slice('STRUCT('.length, -1)).map((field) => {
    const quoted = /^"((?:[^"]|"")*)" (.*)$/s.exec(field)
    if (quoted) return { name: quoted[1]!.replaceAll('""', '"'), type: quoted[2]! }
    const space = field.indexOf(' ')
    return { name: field.slice(0, space), type: field.slice(space + 1) }
  })
}

/** Parts between commas that neither brackets nor quotes surround. */
function splitTopLevel(text: string): string[] {
  const parts: string[] = []
  let depth = 0
  let quoted = false
  let from = 0
  for (let at = 0; at < text.length; at++) {
    const character = text[at]
    if (character === '"') quoted = !quoted
    else if (quoted) continue
    else if (character === '(') depth++
    else if (character === ')') depth--
    else if (character === ',' && depth === 0) {
      parts.push(text.slice(from, at).trim())
      from = at + 1
    }
  }
  return [...parts, text.slice(from).trim()]
}
