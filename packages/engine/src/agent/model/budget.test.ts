import { expect, test } from 'vitest'
import { monthOf } from '../../util/month.ts'
import { allowCall, BudgetSpent, costOf } from './budget.ts'

const none = { calls: 0, tokens: 0, usd: 0, milliseconds: 0 }
const open = { tokens: null, usd: null, calls: null, seconds: null }
const price = { input: 3, output: 15 }

test('without budgets nothing is limited', () => {
  expect(allowCall({ run: open, month: open }, { run: none, month: none }, { inputTokens: 1e9, price: null })).toEqual({
    tokens: Number.POSITIVE_INFINITY,
    milliseconds: Number.POSITIVE_INFINITY,
  })
})

test('what is left is the least of run and month', () => {
  const budgets = { run: { ...open, tokens: 10_000, seconds: 60 }, month: { ...open, tokens: 9_000, seconds: 300 } }
  const spent = { run: { ...none, milliseconds: 10_000 }, month: { ...none, tokens: 1_000 } }
  expect(allowCall(budgets, spent, { inputTokens: 2_000, price: null })).toEqual({
    tokens: 6_000,
    milliseconds: 50_000,
  })
})

test('money limits what may come back', () => {
  const budgets = { run: { ...open, usd: 0.01 }, month: open }
  const { tokens } = allowCall(budgets, { run: none, month: none }, { inputTokens: 1_000, price })
  expect(costOf({ inputTokens: 1_000, outputTokens: tokens }, price)).toBeLessThanOrEqual(0.01)
  expect(tokens).toBeGreaterThan(400)
})

test.each([
  [{ calls: 3 }, { calls: 3 }, /3 calls/],
  [{ tokens: 1_500 }, { tokens: 400 }, /1,500 tokens/],
  [{ seconds: 5 }, { milliseconds: 4_900 }, /5 seconds/],
  [{ usd: 1 }, { usd: 0.999 }, /1 US dollars/],
  [{ calls: 0 }, {}, /0 calls/],
])('a spent budget of %j is said, for run and month alike', (budget, used, expected) => {
  const spent = { ...none, ...used }
  for (const scope of ['run', 'month'] as const) {
    const budgets = { run: open, month: open, [scope]: { ...open, ...budget } }
    const call = () => allowCall(budgets, { run: spent, month: spent }, { inputTokens: 1_000, price })
    expect(call).toThrow(BudgetSpent)
    expect(call).toThrow(expected)
    expect(call).toThrow(scope === 'run' ? /this run/ : /this month/)
  }
})

test('a budget in money without a price cannot be kept, so nothing is sent', () => {
  const budgets = { run: open, month: { ...open, usd: 1000 } }
  expect(() => allowCall(budgets, { run: none, month: none }, { inputTokens: 1, price: null })).toThrow(
    /GODWIT_MODEL_PRICE/,
  )
})

test('months are those of UTC', () => {
  expect(monthOf(new Date('2026-03-31T23:59:59.999Z'))).toBe('2026-03')
})
