import { z } from 'zod'
import type { ModelMessage, ModelTool } from '../../model/index.ts'
import type { ModelSession } from './session.ts'

/** A tool: what it takes, and what it does. `wrong` in its answer counts as a failed attempt. */
export type Tool<Input extends z.ZodType = z.ZodType> = {
  name: string
  description: string
  input: Input
  run(input: z.output<Input>): Promise<ToolAnswer> | ToolAnswer
}
export type ToolAnswer = { output: unknown; wrong?: boolean; done?: boolean }

/** Keeps the type of a tool's input together. */
export const toolOf = <Input extends z.ZodType>(tool: Tool<Input>): Tool => tool as unknown as Tool

/** The most that is said back and forth, whatever the budgets. */
const maxTurns = 16
const maxCallsAtOnce = 20

/**
 * Lets the model use tools until it is done. Whatever does not fit a tool's schema is refused with the reason, so that
 * the model can correct itself; each turn in which something was wrong is an attempt, and there are five.
 *
 * @returns whether the model has said that it is done.
 * @throws ModelError, BudgetSpent, GaveUp.
 */
export async function runToolLoop(
  session: ModelSession,
  { system, opening, tools }: { system: string; opening: unknown; tools: readonly Tool[] },
): Promise<boolean> {
  const offered = tools.map(describeTool)
  const messages: ModelMessage[] = [{ role: 'user', text: JSON.stringify(opening) }]
  for (let turn = 0; turn < maxTurns; turn++) {
    const reply = await session.ask({ system, messages, tools: offered })
    if (reply.finish === 'refused') return false
    const calls = reply.calls.slice(0, maxCallsAtOnce)
    // Providers take no empty message.
    if (reply.text !== '' || calls.length > 0) messages.push({ role: 'assistant', text: reply.text, calls })
    if (calls.length === 0) {
      messages.push({
        role: 'user',
        text: JSON.stringify({ error: 'Use one of the tools. Call finish when there is nothing to do.' }),
      })
      await session.retry()
      continue
    }
    const results: { id: string; name: string; output: unknown }[] = []
    let wrong = false
    let done = false
    for (const { id, name, input } of calls) {
      const answer = await answerCall(tools, name, input)
      results.push({ id, name, output: answer.output })
      wrong ||= answer.wrong === true
      done ||= answer.done === true
    }
    if (done) return true
    messages.push({ role: 'tool', results })
    if (wrong) await session.retry()
  }
  return false
}

async function answerCall(tools: readonly Tool[], name: string, input: unknown): Promise<ToolAnswer> {
  const tool = tools.find((each) => each.name === name)
  if (!tool) {
    return {
      output: {
        error: `there is no tool ${JSON.stringify(name.slice(0, 60))}; the tools are ${tools.map((each) => each.name).join(', ')}`,
      },
      wrong: true,
    }
  }
  const parsed = tool.input.safeParse(input)
  if (!parsed.success) {
    const problems = parsed.error.issues
      .slice(0, 10)
      .map(({ path, message }) => `${path.join('.') || 'input'}: ${message}`)
    return { output: { error: 'the input does not fit the tool', problems }, wrong: true }
  }
  return tool.run(parsed.data)
}

const describeTool = ({ name, description, input }: Tool): ModelTool => {
  const { $schema: _, ...schema } = z.toJSONSchema(input, { io: 'input' }) as Record<string, unknown>
  return { name, description, input: schema }
}
