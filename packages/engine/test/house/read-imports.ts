/** One import or re-export of a module. `names` is null for the whole module (`*`, side effects, `import()`). */
export type Import = { specifier: string; typeOnly: boolean; dynamic: boolean; names: string[] | null; line: number }

const staticImport =
  /^[ \t]*(?:import|export)\s+(?<type>type\s+)?(?:(?<clause>[\w$*{][^'"`;]*?)\s+from\s+)?(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm
const dynamicImport = /(?<!typeof )\bimport\(\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>\s*\)/g
const typeImport = /\btypeof import\(\s*(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>\s*\)/g

/** The imports of a TypeScript source, in order of kind, then of place. */
export function readImports(source: string): Import[] {
  const lineOf = (index: number) => source.slice(0, index).split('\n').length
  const found: Import[] = []
  for (const match of source.matchAll(staticImport)) {
    const { type, clause, specifier } = match.groups as Record<string, string | undefined>
    if (!specifier) continue
    const { names, allTypes } = readClause(clause)
    found.push({
      specifier,
      typeOnly: type !== undefined || allTypes,
      dynamic: false,
      names,
      line: lineOf(match.index + (match[0].match(/^\s*/)?.[0].length ?? 0)),
    })
  }
  for (const [pattern, typeOnly] of [
    [dynamicImport, false],
    [typeImport, true],
  ] as const) {
    for (const match of source.matchAll(pattern)) {
      const specifier = match.groups?.['specifier'] ?? ''
      found.push({ specifier, typeOnly, dynamic: !typeOnly, names: null, line: lineOf(match.index) })
    }
  }
  return found
}

/** The value names of `{ a, type B, c as d }`; `allTypes` when every one is marked as a type. */
function readClause(clause: string | undefined): { names: string[] | null; allTypes: boolean } {
  const braces = clause?.match(/\{([^}]*)\}/)
  if (!clause || clause.includes('*') || !braces) return { names: null, allTypes: false }
  const outside = clause
    .replace(/\{[^}]*\}/, '')
    .replaceAll(',', '')
    .trim()
  const items = (braces[1] ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
  const values = items.filter((item) => !item.startsWith('type ')).map((item) => item.split(/\s+as\s+/)[0] ?? item)
  return { names: outside === '' ? values : null, allTypes: items.length > 0 && values.length === 0 && outside === '' }
}
