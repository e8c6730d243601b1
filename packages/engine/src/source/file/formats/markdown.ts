import { readFile } from 'node:fs/promises'
import type { Reader } from '../reader/reader.ts'

/** The pipe tables of a Markdown document, each a part named by the heading above it. */
export const readMarkdown: Reader = async ({ path }, output) => {
  const lines = (await readFile(path, 'utf8')).replace(/^\ufeff/, '').split(/\r\n|\n|\r/)
  let heading: string | null = null
  for (let at = 0; at < lines.length; at++) {
    heading = /^#{1,6}\s+(.*?)\s*#*$/.exec(lines[at]!)?.[1] ?? heading
    if (!isRule(lines[at + 1]) || !lines[at]!.includes('|')) continue
    const grid = output.grid(heading, { firstRow: at + 1 })
    grid.add(at + 1, splitRow(lines[at]!))
    let end = at + 2
    while (end < lines.length && lines[end]!.includes('|')) {
      grid.add(end + 1, splitRow(lines[end]!))
      end++
    }
    grid.close()
    at = end - 1
  }
}

const isRule = (line: string | undefined): boolean =>
  line?.includes('|') === true && /^\s*\|?(?:\s*:?-+:?\s*\|)*\s*:?-+:?\s*\|?\s*$/.test(line)

/** The cells of a row; `\|` is a bar in a cell. */
function splitRow(line: string): (string | null)[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '')
  return inner.split(/(?<!\\)\|/).map((cell) => {
    const text = cell.trim().replaceAll('\\|', '|')
    return text === '' ? null : text
  })
}
