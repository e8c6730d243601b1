import type {
  Answer,
  CredentialRequest,
  ExecuteReport,
  Question,
  RecipeBody,
  RunProgress,
  StagedTable,
  Template,
} from '@godwit/contract'
import type { App } from '../app.ts'
import type { Duckdb } from '../duckdb/index.ts'
import type { OpenConnection } from '../source/index.ts'
import type { NewEvent } from '../store/queries/insert-events.ts'
import type { RunRow } from '../store/queries/run-row.ts'
import type { Queryable } from '../store/store.ts'

/** What a step may use of the server. */
export type StepServices = Pick<App, 'store' | 'storage' | 'connectors' | 'model' | 'log' | 'newId' | 'now'>

/** One attempt at a run, as its steps see it. */
export type StepContext = {
  readonly services: StepServices
  readonly run: RunRow
  /** Answers given so far, oldest first. */
  readonly answers: readonly Answer[]
  /** The migration's templates at the versions it pins, in its order. */
  readonly templates: readonly Template[]
  /** Template slug → id of its sheet in the workbook. */
  readonly sheetIds: ReadonlyMap<string, string>
  /** Results of the steps that have finished, by step. */
  readonly finished: ReadonlyMap<string, unknown>
  /** A folder of this attempt alone, gone when it ends. */
  readonly workDir: string
  /** Aborts when the run is canceled, the lease is lost or the server stops. */
  readonly signal: AbortSignal
  /** DuckDB in a child process of this attempt, started when first asked for. */
  openDb(): Promise<Duckdb>
  /** Connects to a source of the migration, see `openConnection` of the room. The caller closes the source. */
  openConnection(connectionId: string, options?: { manifest?: string }): Promise<OpenConnection>
  /** Where a storage object can be read from. */
  pathOf(key: string): Promise<string>
  /** Shows how far the step is, in numbers and in one sentence. Cheap: it is written out at most once in a second or so. */
  progress(progress: RunProgress, text: string): void
  /** Moves a finished local file into storage under a new name for this attempt; it counts once a result names it. */
  keep(room: 'staged' | 'sheets', localPath: string, name: string): Promise<string>
  /** Commits a part of a step, so that a later attempt need not do it again. */
  checkpoint(part: string, work: StepWork): Promise<void>
}

/** How a run leaves a step for good. */
export type RunEnd =
  | { action: 'ask'; questions: Question[] }
  | { action: 'ask_credentials'; request: CredentialRequest; refusals: number }
  | { action: 'propose' }
  | { action: 'complete'; report?: ExecuteReport }

/** What a step has come to. All of it becomes true together, in one transaction. */
export type StepOutcome = {
  result: unknown
  events?: readonly NewEvent[]
  end?: RunEnd
}

/** An outcome, or what writes further rows inside the transaction and then gives it. */
export type StepWork = StepOutcome | ((tx: Queryable) => Promise<StepOutcome>)

/**
 * A step does its work, then gives its outcome; where further rows belong to it, it gives a function that writes them
 * inside the transaction. A step may run again after a crash, so it makes nothing that counts by itself.
 */
export type Step = (context: StepContext) => Promise<StepWork>

/** Result of `stage`. */
export type StageResult = { tables: StagedTable[] }
/** Result of `profile`: the storage key of a JSON document, which may be large. */
export type ProfileResult = { profile_key: string }
/** Result of `apply`: the changed recipe, and what it works on: the tables and profile of the preview that it changes. */
export type ApplyResult = {
  recipe: RecipeBody
  author: 'agent' | 'person'
  parent: number
  /** The version that an undo went back to; null for any other change. */
  restores: number | null
  /** The person means it even where it breaks links or required columns. */
  insists: boolean
  tables: StagedTable[]
  profile_key: string
}

/** The result of a step that must have finished before this one; its absence is a bug. */
export function resultOf<Result>(context: StepContext, step: string): Result {
  if (!context.finished.has(step)) throw new Error(`the step ${step} has no result yet`)
  return context.finished.get(step) as Result
}
