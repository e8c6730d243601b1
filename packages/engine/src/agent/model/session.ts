import { createHash } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { AccountSettings } from '@godwit/contract'
import { type Model, ModelError, type ModelMessage, type ModelReply, type ModelTool } from '../../model/index.ts'
import { addModelUsage } from '../../store/queries/add-model-usage.ts'
import type { NewEvent } from '../../store/queries/insert-events.ts'
import { selectAccountSettings } from '../../store/queries/select-account-settings.ts'
import { selectModelUsage } from '../../store/queries/select-model-usage.ts'
import { setRunMessage } from '../../store/queries/set-run-message.ts'
import { monthOf } from '../../util/month.ts'
import type { StepContext } from '../step.ts'
import { allowCall, BudgetSpent, costOf, estimateTokens } from './budget.ts'
import { hideSecrets } from './hide-secrets.ts'

/** What a model is asked for. */
export type Purpose = 'plan' | 'change' | 'question' | 'answers' | 'judge'

/** One conversation with the model, in which every request is allowed, recorded and counted before it goes out. */
export type ModelSession = {
  readonly name: string
  readonly settings: AccountSettings['model']
  /**
   * Sends what has been said and gives the reply. Tries again where that may help.
   *
   * @throws ModelError, BudgetSpent; whatever the run was stopped with.
   */
  ask(request: { system: string; messages: readonly ModelMessage[]; tools: readonly ModelTool[] }): Promise<ModelReply>
  /** Another attempt after something went wrong: shown on the run, counted over the session. @throws GaveUp after the last. */
  retry(): Promise<void>
  /** The run no longer shows that something is tried again. */
  rest(): Promise<void>
}

/** The model went wrong as often as it may. */
export class GaveUp extends Error {
  override readonly name = 'GaveUp'
}

export const maxAttempts = 5
const callTimeoutMs = 120_000
const maxOutputTokens = 8_000
/** Larger requests than this are a sign that the data's shape is no work for a model. */
const maxRequestBytes = 600_000
const maxWaitMs = 20_000

/** Whether a failure is the model's, so that the run goes on without it. */
export const isModelTrouble = (error: unknown): error is Error =>
  error instanceof ModelError || error instanceof BudgetSpent || error instanceof GaveUp

/** A session with the configured model, or null where there is none or the account has turned it off. */
export async function openSession(context: StepContext, purpose: Purpose): Promise<ModelSession | null> {
  const { model, store } = context.services
  if (!model) return null
  const { settings } = await selectAccountSettings(store, context.run.account_id)
  return settings.model.enabled ? sessionWith(context, purpose, model, settings.model) : null
}

function sessionWith(
  context: StepContext,
  purpose: Purpose,
  model: Model,
  settings: AccountSettings['model'],
): ModelSession {
  const { run, services, signal } = context
  let attempts = 1
  let told = 0
  let calls = 0
  let last: string | null = null

  const retry = async () => {
    if (attempts >= maxAttempts) throw new GaveUp(`it went wrong ${maxAttempts} times`)
    attempts += 1
    const message = `Retrying (attempt ${attempts} of ${maxAttempts})`
    await context.checkpoint(`model-${purpose}-retry-${attempts}`, async (tx) => {
      await setRunMessage(tx, run.id, message)
      return { result: { attempt: attempts }, events: [{ type: 'status', data: { status: 'running', message } }] }
    })
  }

  const send = async (system: string, messages: readonly ModelMessage[], tools: readonly ModelTool[]) => {
    const body = JSON.stringify({ system, messages, tools })
    const bytes = Buffer.byteLength(body)
    if (bytes > maxRequestBytes) throw new ModelError('request_refused', 'the request would be too large for a model')
    const inputTokens = estimateTokens(body)
    const at = { accountId: run.account_id, runId: run.id, month: monthOf(services.now()) }
    const spent = {
      run: await selectModelUsage(services.store, at.accountId, { runId: at.runId }),
      month: await selectModelUsage(services.store, at.accountId, { month: at.month }),
    }
    const allowance = allowCall(settings.budgets, spent, { inputTokens, price: model.price })
    const sha256 = createHash('sha256').update(body).digest('hex')
    calls += 1
    const expected = { inputTokens, outputTokens: 0 }
    await context.checkpoint(`model-${purpose}-${calls}`, async (tx) => {
      await addModelUsage(tx, at, { calls: 1, ...expected, costUsd: costOf(expected, model.price), milliseconds: 0 })
      return {
        result: { bytes, sha256 },
        events: [
          sayPrepared({
            model: model.name,
            purpose,
            call: calls,
            samples: settings.samples,
            bytes,
            sha256,
            follows: last,
            system: told === 0 ? system : null,
            tools: tools.map(({ name }) => name),
            messages: messages.slice(told),
          }),
        ],
      }
    })
    told = messages.length
    last = sha256
    const began = performance.now()
    let used = { inputTokens, outputTokens: 0 }
    try {
      const reply = await model.complete({
        system,
        messages,
        tools,
        budget: {
          maxOutputTokens: Math.min(maxOutputTokens, allowance.tokens),
          timeoutMs: Math.min(callTimeoutMs, allowance.milliseconds),
        },
        signal,
      })
      used = {
        inputTokens: reply.usage.inputTokens ?? inputTokens,
        outputTokens: reply.usage.outputTokens ?? estimateTokens(JSON.stringify([reply.text, reply.calls])),
      }
      return reply
    } finally {
      await addModelUsage(services.store, at, {
        calls: 0,
        inputTokens: used.inputTokens - inputTokens,
        outputTokens: used.outputTokens,
        costUsd: costOf(used, model.price) - costOf(expected, model.price),
        milliseconds: performance.now() - began,
      })
    }
  }

  return {
    name: model.name,
    settings,
    retry,
    async rest() {
      if (attempts === 1) return
      await context.checkpoint(`model-${purpose}-rest`, async (tx) => {
        await setRunMessage(tx, run.id, null)
        return { result: {} }
      })
    },
    async ask({ system, messages, tools }) {
      const clean = messages.map(withoutSecrets)
      for (;;) {
        try {
          return await send(system, clean, tools)
        } catch (error) {
          if (!(error instanceof ModelError) || !passing.has(error.why)) throw error
          if (attempts >= maxAttempts) throw error
          await retry()
          await wait(Math.min(maxWaitMs, error.retryAfterMs ?? 250 * 2 ** (attempts - 2)), undefined, { signal })
        }
      }
    },
  }
}

/** Failures that another try may heal. One that was slow would be so again, and the run is waiting. */
const passing = new Set(['unreachable', 'busy', 'unreadable'])

function withoutSecrets(message: ModelMessage): ModelMessage {
  switch (message.role) {
    case 'user':
      return { ...message, text: hideSecrets(message.text) }
    case 'assistant':
      return message
    case 'tool':
      return {
        ...message,
        results: message.results.map((result) => ({
          ...result,
          output: JSON.parse(hideSecrets(JSON.stringify(result.output ?? null))) as unknown,
        })),
      }
    default:
      return message satisfies never
  }
}

/**
 * The line of the egress ledger for one request: all that leaves, before it leaves. `messages` are those that no earlier
 * line (`follows`, by its hash) has shown; the hash is over the whole request as JSON.
 */
function sayPrepared(data: {
  model: string
  purpose: Purpose
  call: number
  samples: string
  bytes: number
  sha256: string
  follows: string | null
  system: string | null
  tools: readonly string[]
  messages: readonly ModelMessage[]
}): NewEvent {
  return { type: 'prepared', data: { ...data, kinds: [...new Set(data.messages.flatMap(kindsOf))] } }
}

function kindsOf(message: ModelMessage): string[] {
  if (message.role === 'assistant') return ['the model’s own words']
  if (message.role === 'tool') return message.results.map(({ name }) => `result of ${name}`)
  return ['templates', 'tables', 'columns', 'recipe', 'results', 'questions', 'message', 'values'].filter((kind) =>
    message.text.includes(`"${kind}":`),
  )
}
