/** `generate` authors recipe and preview, `update` changes them, `clarify` answers a question, `execute` imports. */
export const runKinds = ['generate', 'update', 'clarify', 'execute'] as const
export type RunKind = (typeof runKinds)[number]

/**
 * - `queued`: waits for a worker. `running`: a worker holds its lease.
 * - `blocked`: waits for a person's answers or credentials; holds no process, only a row.
 * - `awaiting_approval`: a generate or update has ended with a preview.
 * - `completed`: a clarify or execute has ended well. `failed`: ended with `error`. `canceled`: stopped on request.
 */
export const runStatuses = [
  'queued',
  'running',
  'blocked',
  'awaiting_approval',
  'completed',
  'failed',
  'canceled',
] as const
export type RunStatus = (typeof runStatuses)[number]

export const runActions = ['claim', 'ask', 'propose', 'complete', 'fail', 'release', 'answer', 'cancel'] as const
export type RunAction = (typeof runActions)[number]

/**
 * Every legal move of a run; a pair that is absent is refused. The server reads it to refuse, clients read it to
 * disable. `release` gives a run back to the queue: after a crash, or for another attempt.
 */
export const runMoves: Record<RunStatus, Partial<Record<RunAction, RunStatus>>> = {
  queued: { claim: 'running', fail: 'failed', cancel: 'canceled' },
  running: {
    ask: 'blocked',
    propose: 'awaiting_approval',
    complete: 'completed',
    fail: 'failed',
    release: 'queued',
    cancel: 'canceled',
  },
  blocked: { answer: 'queued', fail: 'failed', cancel: 'canceled' },
  awaiting_approval: {},
  completed: {},
  failed: {},
  canceled: {},
}

/** A run in one of these statuses is the one active run that its migration may have. */
export const activeRunStatuses = ['queued', 'running', 'blocked'] as const satisfies readonly RunStatus[]

/** Whether `action` is legal for a run in `status`. */
export const canMove = (status: RunStatus, action: RunAction): boolean => action in runMoves[status]

/** Whether a run in `status` can never move again. */
export const isEnded = (status: RunStatus): boolean => Object.keys(runMoves[status]).length === 0

/** Fold the actions of a run, oldest first; the row in the store is only a cache of this. */
export function replayRun(actions: Iterable<RunAction>): RunStatus {
  let status: RunStatus = 'queued'
  for (const action of actions) {
    const next: RunStatus | undefined = runMoves[status][action]
    if (!next) throw new Error(`corrupt run log: ${action} after ${status}`)
    status = next
  }
  return status
}
