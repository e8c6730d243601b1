import type { Preview, Question, Run } from '@godwit/contract'
import type { Client } from '@godwit/sdk'
import { type Migrated, migrateFiles } from '../migrate/migrate-files.ts'
import { type Choice, chooseAnswer, isAbout } from './choose-answer.ts'
import { parseCsv } from './parse-csv.ts'
import type { Example } from './read-example.ts'
import { type IssueScore, scoreIssues } from './score-issues.ts'
import { type SheetScore, scoreSheet, sumScores } from './score-sheet.ts'

/** A question that was asked, and what was answered. */
export type Asked = { question: Question; choice: Choice }

/** How an example went. `preview` and `sheets` are there when it ended well. */
export type ExampleOutcome = {
  example: Example
  migrated: Migrated
  asked: Asked[]
  preview: Preview | null
  sheets: { slug: string; score: SheetScore }[]
  total: ReturnType<typeof sumScores>
  /** Expected questions that were asked, of all expected; and questions nobody expected. */
  questions: { expected: number; asked: number; unexpected: number }
  issues: IssueScore
  /** Everything as expected: cells, questions and pointed-out rows. */
  exact: boolean
  elapsedMs: number
}

export type RunExampleOptions = {
  onRun?: (run: Run) => void
  /** Clock, in milliseconds. */
  now: () => number
  signal?: AbortSignal
}

/** Moves one example through the API, answering as its answers say, and compares what came out with what is right. */
export async function runExample(
  client: Client,
  example: Example,
  options: RunExampleOptions,
): Promise<ExampleOutcome> {
  const startedAt = options.now()
  const asked: Asked[] = []
  const migrated = await migrateFiles(client, {
    name: example.title,
    templates: example.templates,
    files: example.files,
    signal: options.signal,
    onRun: options.onRun,
    answer: async (questions) => {
      const answered = questions.map((question) => ({ question, choice: chooseAnswer(question, example.questions) }))
      asked.push(...answered)
      return answered.map(({ choice }) => choice.answer)
    },
  })
  const done = migrated.status === 'done'
  const sheets = await Promise.all(
    Object.entries(example.keys).map(async ([slug, keys]) => {
      const actual = done ? await client.exports.text(migrated.migration.id, slug, { filter: 'all' }) : ''
      return { slug, score: scoreSheet(example.expected.get(slug) ?? [], parseCsv(actual), keys) }
    }),
  )
  const total = sumScores(sheets.map(({ score }) => score))
  const questions = scoreQuestions(example, asked)
  const issues = done ? await scoreIssues(client, migrated.migration.id, example) : noneFlagged(example)
  const allAsked = questions.asked === questions.expected && questions.unexpected === 0
  return {
    example,
    migrated,
    asked,
    preview: done ? migrated.preview : null,
    sheets,
    total,
    questions,
    issues,
    exact: done && total.score === 1 && allAsked && issues.flagged === issues.expected,
    elapsedMs: options.now() - startedAt,
  }
}

function scoreQuestions({ questions }: Example, asked: readonly Asked[]): ExampleOutcome['questions'] {
  return {
    expected: questions.length,
    asked: questions.filter((known) => asked.some(({ question }) => isAbout(question, known))).length,
    unexpected: asked.filter(({ question }) => !questions.some((known) => isAbout(question, known))).length,
  }
}

const noneFlagged = ({ issues }: Example): IssueScore => ({ expected: issues.length, flagged: 0, missed: issues })
