import type { NewEvent } from '../store/queries/insert-events.ts'

/** What the agent says to people. */
export const sayMessage = (text: string): NewEvent => ({ type: 'message', data: { role: 'agent', text } })

/** A room's call and what came of it, for those who want to see the tools at work. No cell values. */
export const sayTool = (tool: string, input: Record<string, unknown>, output: Record<string, unknown>): NewEvent[] => [
  { type: 'tool_call', data: { tool, input } },
  { type: 'tool_result', data: { tool, output } },
]

/** A step has ended, with what it came to. */
export const sayDone = (task: string, text: string): NewEvent => ({
  type: 'task',
  data: { task, state: 'done', text },
})

/** `1 row`, `1,234 rows`. */
export const count = (number: number, noun: string, plural = `${noun}s`): string =>
  `${number.toLocaleString('en-US')} ${number === 1 ? noun : plural}`

/** `a`, `a and b`, `a, b and c`. */
export const list = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
