import { readFile } from 'node:fs/promises'
import { answersInputSchema } from '@godwit/contract'
import type { AnswerInput } from '@godwit/sdk'
import { CommandError, exitCodes } from '../exit-codes.ts'

/**
 * Reads answers from a JSON file: `[{ "id": …, "value": … }]`, `{ "answers": [...] }`, or `{ "<id>": "<value>" }`.
 *
 * @throws CommandError `usage` naming the file and what is wrong with it.
 */
export async function readAnswers(path: string): Promise<AnswerInput[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, `The answers file ${path} cannot be read (${cause.code}).`, { cause })
  })
  try {
    return parseAnswers(JSON.parse(text))
  } catch (cause) {
    const form = '[{"id": "…", "value": "…"}] or {"<question id>": "<value>"}'
    throw new CommandError(exitCodes.usage, `The answers file ${path} is not valid: write ${form}.`, { cause })
  }
}

/** @throws ZodError when it is none of the forms. */
export function parseAnswers(value: unknown): AnswerInput[] {
  const plain = typeof value === 'object' && value !== null && !Array.isArray(value) && !('answers' in value)
  const list = plain
    ? Object.entries(value).map(([id, answer]) => ({ id, value: answer }))
    : Array.isArray(value)
      ? value
      : (value as { answers?: unknown } | null)?.answers
  const { answers } = answersInputSchema.parse({ answers: list })
  if (typeof answers === 'string') throw new Error('a file of answers names the questions')
  return answers
}
