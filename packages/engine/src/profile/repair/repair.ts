/**
 * A cell that is probably wrong, and what probably should stand there. Never applied by itself: people decide.
 *
 * - `suggestion` '' means that the cell should be empty.
 * - `evidence` says in words why; it quotes values, so it is data: never logged.
 * - `confidence` 0..1.
 */
export type Repair = {
  column: string
  row: number
  value: string
  suggestion: string
  rule: RepairRule
  evidence: string
  confidence: number
}

/**
 * `unit`: a number with its unit spelled in several ways; `sign`: a percent sign or rounding noise that the other values
 * do not have; `format`: written otherwise than nearly all of the column; `nothing`: a word for nothing; `misplaced`: a part that belongs into the empty column beside it;
 * `dependency`: other rows of the same thing say otherwise; `typo`: a slip in a word that stands in many rows.
 */
export type RepairRule = 'unit' | 'sign' | 'format' | 'nothing' | 'misplaced' | 'dependency' | 'typo'

/** What one value of a column should be, wherever it stands. */
export type ValueRepair = { suggestion: string; rule: RepairRule; evidence: string; confidence: number }

/** A distinct value of a column, trimmed by nobody, with the number of rows that hold it. */
export type ValueCount = { value: string; count: number }
