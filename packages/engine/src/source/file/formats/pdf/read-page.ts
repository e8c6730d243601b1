import type { getDocumentProxy, getResolvedPDFJS } from 'unpdf'
import type { PageContent, Piece, Rule } from './page-content.ts'

type Page = Awaited<ReturnType<Awaited<ReturnType<typeof getDocumentProxy>>['getPage']>>
type Ops = Awaited<ReturnType<typeof getResolvedPDFJS>>['OPS']
type Matrix = [number, number, number, number, number, number]

/** The text and the rules of a page. Text that does not run from left to right is left out. */
export async function readPage(page: Page, ops: Ops): Promise<PageContent> {
  const content = await page.getTextContent({ includeMarkedContent: false })
  const pieces: Piece[] = []
  for (const item of content.items) {
    if (!('str' in item) || item.str.trim() === '') continue
    const [a, b, , , x, y] = item.transform as Matrix
    if (Math.abs(b) > Math.abs(a) * 0.05 || a < 0) continue
    pieces.push({ text: item.str, x0: x, x1: x + item.width, y, height: item.height || Math.abs(a) })
  }
  const { rules, hasPicture } = await readRules(page, ops)
  return { pieces, rules, hasPicture }
}

/** How thick a filled box may be to be a rule, in points. */
const thickness = 3

async function readRules(page: Page, ops: Ops): Promise<{ rules: Rule[]; hasPicture: boolean }> {
  const { fnArray, argsArray } = await page.getOperatorList()
  const rules: Rule[] = []
  let hasPicture = false
  let matrix: Matrix = [1, 0, 0, 1, 0, 0]
  const saved: Matrix[] = []
  for (const [at, operator] of fnArray.entries()) {
    const args = argsArray[at] as unknown[]
    if (operator === ops.save) saved.push(matrix)
    else if (operator === ops.restore) matrix = saved.pop() ?? [1, 0, 0, 1, 0, 0]
    else if (operator === ops.transform) matrix = multiply(matrix, args as unknown as Matrix)
    else if (operator === ops.paintImageXObject || operator === ops.paintInlineImageXObject) hasPicture = true
    else if (operator === ops.constructPath) {
      const painted = args[0] as number
      const isPainted = painted !== ops.endPath
      if (isPainted)
        for (const path of args[1] as (ArrayLike<number> | null)[]) if (path) rules.push(...rulesOf(path, matrix))
    }
  }
  return { rules, hasPicture }
}

const multiply = (m: Matrix, n: Matrix): Matrix => [
  m[0] * n[0] + m[2] * n[1],
  m[1] * n[0] + m[3] * n[1],
  m[0] * n[2] + m[2] * n[3],
  m[1] * n[2] + m[3] * n[3],
  m[0] * n[4] + m[2] * n[5] + m[4],
  m[1] * n[4] + m[3] * n[5] + m[5],
]

/** How many numbers follow each step of a path: move, line, curve, quadratic curve, close. */
const operands = [2, 2, 6, 4, 0]

/** The horizontal and vertical sides of a path; of a thin box, one for its two. */
function rulesOf(path: ArrayLike<number>, matrix: Matrix): Rule[] {
  const sides: Rule[] = []
  let at = 0
  let [startX, startY, x, y] = [0, 0, 0, 0]
  const lineTo = (nextX: number, nextY: number) => {
    const side = ordered(point(matrix, x, y), point(matrix, nextX, nextY))
    if (side.x1 - side.x0 < 1 || side.y1 - side.y0 < 1) sides.push(side)
    x = nextX
    y = nextY
  }
  while (at < path.length) {
    const step = path[at]!
    const size = operands[step]
    if (size === undefined) break
    const [nextX, nextY] = [path[at + size - 1]!, path[at + size]!]
    if (step === 0) [startX, startY, x, y] = [nextX, nextY, nextX, nextY]
    else if (step === 1) lineTo(nextX, nextY)
    else if (step === 4) lineTo(startX, startY)
    else [x, y] = [nextX, nextY]
    at += size + 1
  }
  const box = {
    x0: Math.min(...sides.map((side) => side.x0)),
    x1: Math.max(...sides.map((side) => side.x1)),
    y0: Math.min(...sides.map((side) => side.y0)),
    y1: Math.max(...sides.map((side) => side.y1)),
  }
  if (sides.length > 1 && box.y1 - box.y0 <= thickness) return [{ ...box, y1: box.y0 }]
  if (sides.length > 1 && box.x1 - box.x0 <= thickness) return [{ ...box, x1: box.x0 }]
  return sides.filter(({ x0, x1, y0, y1 }) => x1 - x0 > thickness || y1 - y0 > thickness)
}

const point = ([a, b, c, d, e, f]: Matrix, x: number, y: number) => ({ x: a * x + c * y + e, y: b * x + d * y + f })

const ordered = (p: { x: number; y: number }, q: { x: number; y: number }): Rule => ({
  x0: Math.min(p.x, q.x),
  x1: Math.max(p.x, q.x),
  y0: Math.min(p.y, q.y),
  y1: Math.max(p.y, q.y),
})
