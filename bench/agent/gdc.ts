import { matchedRows } from '../support/matched-rows.ts'
import type { Row } from '../support/suite.ts'

export const name = 'gdc'
export const about = 'clinical study tables onto a standard of 736 columns'
export const floor = { MRR: 0.85, 'Recall@GT': 0.53 }
export const aim = { MRR: 0.8, 'Recall@GT': 0.5, 'right at 0.9': 0.98 }
export const run = (yardstickDir: string): Promise<Row[]> => matchedRows({ name, floor, aim }, yardstickDir)
