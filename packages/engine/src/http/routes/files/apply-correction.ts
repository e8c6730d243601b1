import type { Region, TableCorrection, TableCorrectionInput } from '@godwit/contract'
import { EngineError } from '../../../errors.ts'
import { knownEncodings } from '../../../staging/index.ts'
import type { FileCorrections, FileRow, FoundTable } from '../../../store/queries/file-row.ts'

/**
 * The corrections of a file with one more for its table `n`, which must exist. What concerns the text as a whole goes to the
 * first table of it. @throws EngineError `invalid_request` naming each field that cannot be.
 */
export function applyCorrection(
  { tables, corrections }: Pick<FileRow, 'tables' | 'corrections'>,
  n: number,
  input: TableCorrectionInput,
): FileCorrections {
  const table = tables[n - 1]!
  const own = input.reset ? {} : { ...corrections[n] }
  const textAt = table.group ?? n
  const text = input.reset ? {} : { ...corrections[textAt] }
  const wanted = {
    own: {
      header_row: change(input.header_row, own.header_row),
      region: change(input.region, own.region),
      skip: input.skip === undefined ? own.skip : input.skip ? (true as const) : undefined,
    },
    text: {
      delimiter: change(input.delimiter, text.delimiter),
      encoding: change(input.encoding?.toLowerCase() ?? input.encoding, text.encoding),
    },
  }
  const rereads =
    wanted.text.delimiter !== corrections[textAt]?.delimiter || wanted.text.encoding !== corrections[textAt]?.encoding
  refuse(problemsOf(input, { tables, n, table, wanted: wanted.own, corrections, rereads }))
  const next: FileCorrections = {}
  for (const [key, correction] of Object.entries(corrections)) {
    // Read in another way, the text may hold another number of tables.
    if (!rereads || Number(key) <= n) next[key] = correction
  }
  next[n] = clean({ ...next[n], ...wanted.own })
  next[textAt] = clean({ ...next[textAt], ...wanted.text })
  return Object.fromEntries(Object.entries(next).filter(([, said]) => Object.keys(said).length > 0))
}

const change = <Value>(said: Value | null | undefined, before: Value | undefined): Value | undefined =>
  said === undefined ? before : (said ?? undefined)

const clean = (correction: { [Field in keyof TableCorrection]: TableCorrection[Field] | undefined }): TableCorrection =>
  Object.fromEntries(Object.entries(correction).filter(([, value]) => value !== undefined))

type Problem = { path: string; message: string }

function problemsOf(
  input: TableCorrectionInput,
  {
    tables,
    n,
    table,
    wanted,
    corrections,
    rereads,
  }: {
    tables: readonly FoundTable[]
    n: number
    table: FoundTable
    wanted: { header_row: number | undefined; region: Region | undefined }
    corrections: FileCorrections
    rereads: boolean
  },
): Problem[] {
  const problems: Problem[] = []
  const no = (path: keyof TableCorrectionInput, message: string) => problems.push({ path, message })
  const { header_row, region, delimiter, encoding } = input
  if (Object.keys(input).length === 0) {
    no('reset', 'the body names nothing to correct: send header_row, delimiter, encoding, region, skip or reset')
  }
  if (input.reset && Object.keys(input).length > 1) no('reset', 'takes back everything, so it stands alone')
  if (delimiter && /["'\r\n\0]/.test(delimiter)) no('delimiter', 'a quote or a line end cannot separate cells')
  if (encoding && !(knownEncodings as readonly string[]).includes(encoding.toLowerCase())) {
    no('encoding', `there is no encoding ${encoding.slice(0, 40)}; known are ${knownEncodings.join(', ')}`)
  }
  const place = `a table of a ${table.format} file has no rows and columns of its own`
  if (table.dialect === null) {
    for (const field of ['delimiter', 'encoding'] as const) {
      if (input[field]) no(field, `a ${table.format} file is no delimited text, which alone has one`)
    }
  }
  if (table.group === null) {
    if (typeof header_row === 'number') no('header_row', place)
    if (region) no('region', place)
  }
  if (region && (region.first_row > region.last_row || region.first_column > region.last_column)) {
    no('region', 'it ends before it begins')
  } else if (region && !rereads) {
    const at = tables.findIndex((other, position) => {
      if (position + 1 === n || other.group !== table.group || other.region === null) return false
      const said = corrections[position + 1]
      return !said?.skip && overlap(region, said?.region ?? other.region)
    })
    if (at >= 0) no('region', `it overlaps table ${at + 1}; skip that one, or correct its region first`)
  }
  const bounds = wanted.region ?? (rereads ? null : table.region)
  if (wanted.header_row && bounds && (wanted.header_row < bounds.first_row || wanted.header_row > bounds.last_row)) {
    no(
      typeof header_row === 'number' ? 'header_row' : 'region',
      `row ${wanted.header_row} is the header row, which is not in the region of the table: rows ${bounds.first_row} to ${bounds.last_row}`,
    )
  }
  return problems
}

const overlap = (a: Region, b: Region): boolean =>
  a.first_row <= b.last_row &&
  b.first_row <= a.last_row &&
  a.first_column <= b.last_column &&
  b.first_column <= a.last_column

function refuse(details: Problem[]) {
  if (details.length === 0) return
  throw new EngineError(
    'invalid_request',
    `The correction cannot be made: ${details.map(({ path, message }) => `${path}: ${message}`).join('; ')}.`,
    { details },
  )
}
