/** A table's name: its file's, with the part after `#`, and ` (2)` where another table of the migration has it. */
export function nameTable(fileName: string, part: string | null, taken: ReadonlySet<string>): string {
  const base = part === null ? fileName : `${fileName}#${part}`
  let name = base
  for (let n = 2; taken.has(name); n++) name = `${base} (${n})`
  return name
}
