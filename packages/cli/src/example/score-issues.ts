import type { Issue } from '@godwit/contract'
import type { Client } from '@godwit/sdk'
import type { Example, ExpectedIssue } from './read-example.ts'

/** Source rows that had to be pointed out: as an issue, or as dropped or merged in the ledger. */
export type IssueScore = { expected: number; flagged: number; missed: ExpectedIssue[] }

/** What became of one source row, over all sheets: `imported` when it is the first origin of a sheet row. */
type Fate = { imported: boolean; issues: number }

/** A sheet row as the API gives it, as far as it is needed here. */
type SheetRow = { _issues: Issue[]; _origin: { table: string; row: number }[] }

/** Rows that are expected to be left out or merged; all other kinds are expected to carry an issue. */
const leftOut = new Set(['duplicate', 'rejected', 'skipped'])

/** Compares what the sheets say about their source rows with what had to be said. */
export async function scoreIssues(client: Client, migrationId: string, example: Example): Promise<IssueScore> {
  if (example.issues.length === 0) return { expected: 0, flagged: 0, missed: [] }
  const fates = new Map<string, Fate>()
  for (const slug of Object.keys(example.keys)) {
    for await (const row of client.sheets.everyRow<SheetRow>(migrationId, slug)) {
      for (const [at, { table, row: position }] of row._origin.entries()) {
        const key = fateKey(table, position)
        const fate = fates.get(key) ?? { imported: false, issues: 0 }
        fates.set(key, { imported: fate.imported || at === 0, issues: fate.issues + row._issues.length })
      }
    }
  }
  const missed = example.issues.filter((issue) => !isFlagged(issue, fates.get(fateKey(issue.file, issue.row))))
  return { expected: example.issues.length, flagged: example.issues.length - missed.length, missed }
}

function isFlagged({ kind }: ExpectedIssue, fate: Fate | undefined): boolean {
  if (leftOut.has(kind)) return fate?.imported !== true
  return (fate?.issues ?? 0) > 0
}

/** A staging table is named after its file, with `#` and the part behind where there are several. */
const fateKey = (table: string, row: number) => `${(table.split('#')[0] ?? table).replace(/\.[^.]+$/, '')} ${row}`
