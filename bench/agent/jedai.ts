import { linkedRows } from '../support/linked-rows.ts'
import type { Row } from '../support/suite.ts'

export const name = 'jedai'
export const about = 'products of two shops: which are the same'
export const floor = { 'abt-buy F1': 0.8 }
export const aim = { 'abt-buy F1': 0.8 }
export const run = (yardstickDir: string): Promise<Row[]> => linkedRows({ name, floor, aim }, yardstickDir)
