import type { Cell } from '../../dialect.ts'

const escapes: Record<string, string> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v' }

/** A line of PostgreSQL's COPY in text format: cells between tabs, `\N` for none. */
export const readCopyLine = (line: string): Cell[] =>
  line.split('\t').map((cell) => {
    if (cell === '\\N') return null
    if (!cell.includes('\\')) return cell
    return cell.replace(/\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|[\s\S])/g, (_, code: string) => {
      if (/^x/.test(code)) return String.fromCharCode(Number.parseInt(code.slice(1), 16))
      if (/^[0-7]/.test(code)) return String.fromCharCode(Number.parseInt(code, 8))
      return escapes[code] ?? code
    })
  })
