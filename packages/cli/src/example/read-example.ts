import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { SourceConnectionInput } from '@godwit/contract'
import { type NamedTemplate, parseTemplates } from '../migrate/read-templates.ts'
import type { KnownAnswer } from './choose-answer.ts'
import { parseCsv } from './parse-csv.ts'
import type { Sheet } from './score-sheet.ts'

/** A source row that must be pointed out: `row` is its position in the file, counted as in a staging table. */
export type ExpectedIssue = { file: string; row: number; kind: string; why: string }

/** One small migration with known answers: a folder of `examples/`. */
export type Example = {
  name: string
  title: string
  story: string
  files: { name: string; path: string }[]
  templates: NamedTemplate[]
  /** Key columns of each template's sheet, by which rows are compared. */
  keys: Record<string, string[]>
  questions: KnownAnswer[]
  expected: Map<string, Sheet>
  issues: ExpectedIssue[]
}

type CaseFile = Pick<Example, 'title' | 'story' | 'keys' | 'questions'> & { files: string[] }

/** The repository's folder of examples; a published package does not carry it. */
export const examplesDir = fileURLToPath(new URL('../../../../examples/', import.meta.url))

/** Names of the examples in `dir`, sorted; those that read a live source are apart. */
export async function listExamples(dir: string = examplesDir): Promise<string[]> {
  const entries = await readdir(dir, { withFileTypes: true })
  return entries
    .filter((entry) => entry.isDirectory() && entry.name !== liveName)
    .map((entry) => entry.name)
    .sort()
}

/** The example that reads a live source. */
export const liveName = 'live-stripe'

/** A migration from a live source, for which an emulator stands in: nobody knows in advance what is right. */
export type LiveExample = Pick<Example, 'title' | 'story' | 'templates'> & { connection: SourceConnectionInput }

export async function readLiveExample(dir: string = examplesDir): Promise<LiveExample> {
  const folder = join(dir, liveName)
  const { title, story, ...connection } = (await readJson(join(folder, 'live.json'))) as LiveFile
  return { title, story, connection, templates: parseTemplates(await readJson(join(folder, 'templates.json'))) }
}
type LiveFile = Pick<Example, 'title' | 'story'> & SourceConnectionInput

export async function readExample(name: string, dir: string = examplesDir): Promise<Example> {
  const folder = join(dir, name)
  const { title, story, keys, questions, files } = (await readJson(join(folder, 'case.json'))) as CaseFile
  const expected = new Map<string, Sheet>()
  for (const slug of Object.keys(keys)) {
    expected.set(slug, parseCsv(await readFile(join(folder, 'expected', `${slug}.csv`), 'utf8')))
  }
  const paths = files.map((file) => ({ name: file, path: join(folder, 'source', file) }))
  for (const { path } of paths) await stat(path)
  return {
    name,
    title,
    story,
    keys,
    questions,
    expected,
    files: paths,
    templates: parseTemplates(await readJson(join(folder, 'templates.json'))),
    issues: (await readJson(join(folder, 'expected', 'issues.json'))) as ExpectedIssue[],
  }
}

const readJson = async (path: string): Promise<unknown> => JSON.parse(await readFile(path, 'utf8'))
