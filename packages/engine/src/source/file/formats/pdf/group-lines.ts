import type { Line, Piece } from './page-content.ts'

/** Gaps in heights of the text: what parts two words of a cell, and what parts two cells. */
const wordGap = 0.12
const cellGap = 0.65

/** Puts the pieces of a page into lines from top to bottom, joining those that are words of one cell. */
export function groupLines(pieces: readonly Piece[], isParted: (left: Piece, right: Piece) => boolean): Line[] {
  const lines: Line[] = []
  for (const piece of pieces.toSorted((a, b) => b.y - a.y || a.x0 - b.x0)) {
    const line = lines.at(-1)
    if (line && Math.abs(line.y - piece.y) <= 0.4 * Math.min(line.height, piece.height)) {
      line.pieces.push(piece)
      line.height = Math.max(line.height, piece.height)
    } else lines.push({ y: piece.y, height: piece.height, pieces: [piece] })
  }
  return lines.map((line) => ({ ...line, pieces: joinWords(line, isParted) }))
}

function joinWords({ pieces, height }: Line, isParted: (left: Piece, right: Piece) => boolean): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces.toSorted((a, b) => a.x0 - b.x0)) {
    const last = joined.at(-1)
    const gap = last ? piece.x0 - last.x1 : Number.POSITIVE_INFINITY
    if (last && gap <= cellGap * height && !isParted(last, piece)) {
      const blank = gap > wordGap * height && !/\s$/.test(last.text) && !/^\s/.test(piece.text) ? ' ' : ''
      last.text += blank + piece.text
      last.x1 = Math.max(last.x1, piece.x1)
    } else joined.push({ ...piece })
  }
  return joined.map((piece) => ({ ...piece, text: piece.text.replace(/\s+/g, ' ').trim() }))
}
