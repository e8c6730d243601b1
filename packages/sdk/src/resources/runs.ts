import type { Replay, Run, RunCreated, RunInput, RunStatus } from '@godwit/contract'
import { type CallOptions, callApi, type PageQuery, path } from '../call-api.ts'
import { pause, type Requester } from '../request.ts'

export type RunPage = { runs: Run[]; next_cursor: string | null }
/** `value` is an option's label or id, or free text where the question allows it. */
export type AnswerInput = { id: string; value: string }

const working: readonly RunStatus[] = ['queued', 'running']

/** One phase of the agent's work each. */
export const runs = (requester: Requester) => {
  const at = (migrationId: string, ...rest: string[]) => path('/migrations', migrationId, 'runs', ...rest)
  const get = (migrationId: string, runId: string, options?: CallOptions) =>
    callApi<Run>(requester, { method: 'GET', path: at(migrationId, runId) }, options)
  return {
    list: (migrationId: string, query: PageQuery = {}, options?: CallOptions) =>
      callApi<RunPage>(requester, { method: 'GET', path: at(migrationId), query }, options),
    get,
    create: (migrationId: string, input: RunInput, options?: CallOptions) =>
      callApi<RunCreated>(requester, { method: 'POST', path: at(migrationId), body: input }, options),
    cancel: (migrationId: string, runId: string, options?: CallOptions) =>
      callApi<Run>(
        requester,
        { method: 'PATCH', path: at(migrationId, runId), body: { status: 'cancel_requested' } },
        options,
      ),
    /** Answers a run that is blocked on questions: all of them in one call, or free text. */
    answer: (migrationId: string, runId: string, answers: AnswerInput[] | string, options?: CallOptions) =>
      callApi<{ run_id: string; status: RunStatus }>(
        requester,
        { method: 'POST', path: at(migrationId, runId, 'messages'), body: { answers } },
        options,
      ),
    /** Gives a run that is blocked for credentials what it asks for. */
    giveCredentials: (
      migrationId: string,
      runId: string,
      credentials: Record<string, string | number | boolean>,
      options?: CallOptions,
    ) =>
      callApi<{ run_id: string; status: RunStatus }>(
        requester,
        { method: 'POST', path: at(migrationId, runId, 'credentials'), body: { credentials } },
        options,
      ),
    /** Executes again what an execute has executed, and compares every input, row and byte. Takes as long as it did. */
    replay: (runId: string, options?: CallOptions) =>
      callApi<{ replay: Replay }>(requester, { method: 'POST', path: path('/runs', runId, 'replay') }, options).then(
        (reply) => reply.replay,
      ),
    /** The run once it neither waits for a worker nor works: blocked, awaiting approval, or ended. */
    async wait(
      migrationId: string,
      runId: string,
      options: CallOptions & { pollMs?: number; onRun?: (run: Run) => void } = {},
    ): Promise<Run> {
      while (true) {
        const run = await get(migrationId, runId, options)
        options.onRun?.(run)
        if (!working.includes(run.status)) return run
        await pause(options.pollMs ?? 500, options.signal)
      }
    },
  }
}
