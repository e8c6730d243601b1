/**
 * What a file in this folder exports to be a suite of `npm run bench -- agent`:
 *
 * - `name`: how it is called on the command line and in the table
 * - `about`: what it measures, in a line
 * - `floor`, `aim`: by metric, what is known to be possible and what we want
 * - `run`: measures through the code that a migration uses and prints nothing
 */
export type Suite = {
  name: string
  about: string
  floor: Readonly<Record<string, number>>
  aim: Readonly<Record<string, number>>
  /** Rows in the order in which they are to be shown. `yardstickDir` holds the public data sets and `score.py`. */
  run: (yardstickDir: string) => Promise<Row[]>
}

/** One figure. Values are shares 0..1 unless `note` says otherwise. */
export type Row = { suite: string; metric: string; value: number; floor?: number; aim?: number; note?: string }

/** Rows of the metrics that have a floor or an aim, then the others. */
export function rowsOf(
  { name, floor, aim }: Pick<Suite, 'name' | 'floor' | 'aim'>,
  measured: Readonly<Record<string, number>>,
): Row[] {
  const known = (metric: string) => floor[metric] !== undefined || aim[metric] !== undefined
  return Object.entries(measured)
    .sort(([a], [b]) => Number(known(b)) - Number(known(a)))
    .map(([metric, value]) => ({
      suite: name,
      metric,
      value,
      ...(floor[metric] === undefined ? {} : { floor: floor[metric] }),
      ...(aim[metric] === undefined ? {} : { aim: aim[metric] }),
    }))
}
