import { linkedRows } from '../support/linked-rows.ts'
import type { Row } from '../support/suite.ts'

export const name = 'febrl'
export const about = 'records of people with slips, exchanged fields and gaps: which are the same'
export const floor = { 'febrl1 F1': 0.99, 'febrl3 F1': 0.99 }
export const aim = { 'febrl1 F1': 0.99, 'febrl3 F1': 0.99 }
export const run = (yardstickDir: string): Promise<Row[]> => linkedRows({ name, floor, aim }, yardstickDir)
