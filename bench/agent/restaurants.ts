import { linkedRows } from '../support/linked-rows.ts'
import type { Row } from '../support/suite.ts'

export const name = 'restaurants'
export const about = 'restaurants of two guides in one table: which are the same'
export const floor = { 'restaurants F1': 0.95 }
export const aim = { 'restaurants F1': 0.95 }
export const run = (yardstickDir: string): Promise<Row[]> => linkedRows({ name, floor, aim }, yardstickDir)
