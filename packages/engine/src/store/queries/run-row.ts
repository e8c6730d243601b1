import type {
  Answer,
  CredentialRequest,
  ExecuteReport,
  Question,
  RecipeBody,
  RunInput,
  RunKind,
  RunProgress,
  RunStatus,
} from '@godwit/contract'

/** What a run was started with; `recipe` is a person's own recipe (a hand edit), checked before. */
export type StoredRunInput = Omit<RunInput, 'kind' | 'idempotency_key'> & { recipe?: RecipeBody }

/** A row of `runs`. `lease_owner` names one claim, not one worker: nobody else can write under it, ever. */
export type RunRow = {
  id: string
  migration_id: string
  account_id: string
  kind: RunKind
  status: RunStatus
  input: StoredRunInput
  message: string | null
  attempt: number
  lease_owner: string | null
  progress: RunProgress | null
  blocked_reason: 'questions' | 'credentials' | null
  questions: Question[] | null
  /** What a run asks for that is blocked for credentials. */
  credential_request: CredentialRequest | null
  /** How often the source has refused the credentials that this run was given. */
  credential_refusals: number
  answers: Answer[]
  report: ExecuteReport | null
  error: string | null
  error_code: string | null
  created_at: Date
  started_at: Date | null
  finished_at: Date | null
}

/** The columns of a `RunRow`, for SELECT and RETURNING. */
export const runColumns = `id, migration_id, account_id, kind, status, input, message, attempt, lease_owner, progress,
  blocked_reason, questions, credential_request, credential_refusals, answers, report, error, error_code, created_at, started_at, finished_at`

/** The NOTIFY channel of the queue; the payload is `<new status>:<run>`. */
export const runsChannel = 'godwit_runs'
