const comparedLines = 200
const mostColumns = 200

/**
 * Where the cells of a text table begin that is lined up with blanks: offsets that every line has a gap before. Undefined
 * when the lines do not line up. Gaps of a single blank count only where most lines have a blank there.
 */
export function findFixedColumns(text: string): number[] | undefined {
  const lines = text
    .split(/\r\n|\n|\r/)
    .slice(0, comparedLines)
    .map((line) => line.trimEnd())
    .filter((line) => line !== '')
  if (lines.length < 4 || lines.some((line) => line.includes('\t'))) return undefined
  const body = lines.slice(1)
  const width = Math.max(...body.map((line) => line.length))
  if (width > 5000) return undefined
  const isGap = (at: number) => lines.every((line) => at >= line.length || line[at] === ' ')
  const starts = [0]
  for (let at = 1; at < width; at++) {
    if (!isGap(at - 1) || isGap(at)) continue
    starts.push(at)
    if (starts.length > mostColumns) return undefined
  }
  if (isGap(0)) starts.shift()
  // What a single long cell leaves between its words is no column: the header or half of the lines must have something there.
  const filled = (line: string, at: number) => line.slice(starts[at], starts[at + 1]).trim() !== ''
  const fills = (at: number) => body.filter((line) => filled(line, at)).length
  const isName = (at: number) =>
    filled(lines[0]!, at) && (fills(at) > 0 || lines[0]!.slice(0, starts[at]).endsWith('  '))
  const kept = starts.filter((_, at) => isName(at) || fills(at) * 2 >= body.length)
  if (kept.length < 2) return undefined
  kept[0] = 0
  return kept
}
