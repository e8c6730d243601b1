import { createInterface } from 'node:readline/promises'
import type { Question } from '@godwit/contract'
import type { AnswerInput } from '@godwit/sdk'

type Terminal = { input: NodeJS.ReadStream; output: NodeJS.WriteStream; signal?: AbortSignal }

/** Puts the questions to whoever sits at the terminal, one after the other, until each has an answer that fits. */
export async function askPerson(questions: readonly Question[], terminal: Terminal): Promise<AnswerInput[]> {
  const prompt = createInterface({ input: terminal.input, output: terminal.output })
  try {
    const answers: AnswerInput[] = []
    for (const question of questions) {
      terminal.output.write(`\n${renderQuestion(question).join('\n')}\n`)
      let value: string | null = null
      while (value === null) {
        const text = await prompt.question('> ', { signal: terminal.signal })
        value = readAnswer(question, text)
        if (value === null) terminal.output.write('Type the number or the text of one of the options.\n')
      }
      answers.push({ id: question.id, value })
    }
    return answers
  } finally {
    prompt.close()
  }
}

/** A question as lines, its options numbered. */
export function renderQuestion(question: Question): string[] {
  const { about } = question
  return [
    `${question.question}${about.affected_rows > 0 ? ` (${about.affected_rows} rows)` : ''}`,
    ...question.options.map(({ label }, at) => `  ${at + 1}. ${label}`),
    ...(question.allowCustom ? ['  or your own words'] : []),
  ]
}

/** What a person typed, as an answer: an option's id, or their own words where allowed; null when it fits nothing. */
export function readAnswer(question: Question, text: string): string | null {
  const typed = text.trim()
  if (typed === '') return null
  const numbered = /^\d+$/.test(typed) ? question.options[Number(typed) - 1] : undefined
  const same = (other: string) => other.toLowerCase() === typed.toLowerCase()
  const option = question.options.find(({ id, label }) => same(id) || same(label)) ?? numbered
  return option?.id ?? (question.allowCustom ? typed : null)
}
