import { z } from 'zod'

/** What can stand in a thread. Groups of `include` below say who sees what. */
export const eventTypes = [
  'message',
  'status',
  'preview',
  'request_input',
  'completed',
  'error',
  'tool_call',
  'tool_result',
  'task',
  'thinking',
  'prepared',
] as const
export type EventType = (typeof eventTypes)[number]

const user = ['message', 'status', 'preview', 'request_input', 'completed', 'error'] as const
const tools = [...user, 'tool_call', 'tool_result', 'task'] as const

/** Which event types each level of `include` shows; each level holds the one before it. */
export const includeLevels: Record<'user' | 'tools' | 'all', readonly EventType[]> = {
  user,
  tools,
  all: [...tools, 'thinking', 'prepared'],
}
export const includeSchema = z.enum(['user', 'tools', 'all'])
export type IncludeLevel = z.infer<typeof includeSchema>

/** One entry of a migration's thread: append-only; `sequence` only grows, over all runs of the migration. */
export const threadEventSchema = z.object({
  sequence: z.int().positive(),
  type: z.enum(eventTypes),
  data: z.record(z.string(), z.unknown()),
  created_at: z.iso.datetime(),
  run_id: z.uuid().nullable(),
})
export type ThreadEvent = z.infer<typeof threadEventSchema>
