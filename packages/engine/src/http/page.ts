import { z } from 'zod'
import { EngineError } from '../errors.ts'

const uuid = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/

/** Query of a paged list. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(200).default(50).describe('How many at most'),
  cursor: z.string().max(500).optional().describe('`next_cursor` of the page before'),
}

export const nextCursor = z.string().nullable().describe('Pass it as `cursor` for the next page; null on the last')

/** Where a page of a list ordered by id begins: after this id; null for the first page. Throws `invalid_cursor`. */
export function afterIdOf(cursor: string | undefined): string | null {
  if (cursor === undefined || cursor === '') return null
  const id = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!uuid.test(id)) throw invalidCursor()
  return id
}

/** Where a page of a list ordered by number begins. Throws `invalid_cursor`. */
export function afterNumberOf(cursor: string | undefined): number {
  if (cursor === undefined || cursor === '') return 0
  const digits = Buffer.from(cursor, 'base64url').toString('utf8')
  if (!/^\d{1,15}$/.test(digits)) throw invalidCursor()
  return Number(digits)
}

export const cursorOf = (position: string | number): string => Buffer.from(String(position)).toString('base64url')

/** Splits what a query for one more than `limit` gave into the page and the cursor of the next. */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  positionOf: (row: Row) => string | number,
): { rows: Row[]; next_cursor: string | null } {
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  return { rows: page, next_cursor: rows.length > limit && last !== undefined ? cursorOf(positionOf(last)) : null }
}

const invalidCursor = () =>
  new EngineError('invalid_cursor', 'This cursor is not one of ours. Start again without it.', {
    details: [{ path: 'cursor', message: 'not a cursor' }],
  })
