import type { ModelBudget } from '@godwit/contract'
import type { UsageSum } from '../../store/queries/select-model-usage.ts'

/** A budget of the account does not allow another call. The message says which. */
export class BudgetSpent extends Error {
  override readonly name = 'BudgetSpent'
}

type Budgets = { run: ModelBudget; month: ModelBudget }
type Spent = { run: UsageSum; month: UsageSum }

/** What is left for one more call. */
export type Allowance = { tokens: number; milliseconds: number }

/**
 * What the budgets leave for a call that sends about `inputTokens`.
 *
 * @param price US dollars for a million tokens; a budget in money cannot be kept without.
 * @throws BudgetSpent
 */
export function allowCall(
  budgets: Budgets,
  spent: Spent,
  { inputTokens, price }: { inputTokens: number; price: { input: number; output: number } | null },
): Allowance {
  let tokens = Number.POSITIVE_INFINITY
  let milliseconds = Number.POSITIVE_INFINITY
  for (const [scope, name] of [
    ['run', 'this run'],
    ['month', 'this month'],
  ] as const) {
    const budget = budgets[scope]
    const used = spent[scope]
    if (budget.calls !== null && used.calls >= budget.calls) {
      throw new BudgetSpent(`the ${budget.calls} calls that ${name} may make are used up`)
    }
    if (budget.tokens !== null) {
      const left = budget.tokens - used.tokens - inputTokens
      if (left < leastOutput)
        throw new BudgetSpent(`the ${budget.tokens.toLocaleString('en-US')} tokens that ${name} may use are used up`)
      tokens = Math.min(tokens, left)
    }
    if (budget.seconds !== null) {
      const left = budget.seconds * 1000 - used.milliseconds
      if (left < leastMs)
        throw new BudgetSpent(`the ${budget.seconds} seconds that ${name} may wait for a model are used up`)
      milliseconds = Math.min(milliseconds, left)
    }
    if (budget.usd !== null) {
      if (!price)
        throw new BudgetSpent(`there is a budget in money, but GODWIT_MODEL_PRICE does not say what tokens cost`)
      const left = budget.usd - used.usd - costOf({ inputTokens, outputTokens: leastOutput }, price)
      if (left < 0) throw new BudgetSpent(`the ${budget.usd} US dollars that ${name} may spend are used up`)
      if (price.output > 0) tokens = Math.min(tokens, leastOutput + Math.floor((left / price.output) * 1e6))
    }
  }
  return { tokens, milliseconds }
}

/** Less than this is no use. */
const leastOutput = 200
const leastMs = 500

export const costOf = (
  { inputTokens, outputTokens }: { inputTokens: number; outputTokens: number },
  price: { input: number; output: number } | null,
): number => (price ? (inputTokens * price.input + outputTokens * price.output) / 1e6 : 0)

/** Rather too many than too few: budgets are kept before the provider has counted. */
export const estimateTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3)
