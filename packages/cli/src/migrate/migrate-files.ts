import { openAsBlob } from 'node:fs'
import type { CredentialRequest, Migration, Preview, Question, Run, SourceConnectionInput } from '@godwit/contract'
import { type AnswerInput, type Client, GodwitError } from '@godwit/sdk'
import { contentTypeOf } from './content-type.ts'
import type { NamedTemplate } from './read-templates.ts'

/** A live source, read instead of files or beside them. */
export type LiveSource = {
  connection: SourceConnectionInput
  /** What a blocked run asks for; null leaves it blocked. */
  credentials(request: CredentialRequest): Promise<Record<string, string> | null>
}

export type MigrateOptions = {
  name: string
  templates: readonly NamedTemplate[]
  /** `name` is what the server is told, `path` where the bytes are. */
  files: readonly { name: string; path: string }[]
  source?: LiveSource
  /** Answers for a blocked run, or null to leave it blocked. */
  answer(questions: readonly Question[], migration: Migration): Promise<AnswerInput[] | string | null>
  onRun?: (run: Run) => void
  onStart?: (migration: Migration) => void
  signal?: AbortSignal
}

/** Where a migration has got to: done, waiting for answers or credentials, or failed (the run says why). */
export type Migrated =
  | { status: 'done'; migration: Migration; preview: Preview; run: Run }
  | { status: 'blocked'; migration: Migration; questions: readonly Question[]; run: Run }
  | { status: 'failed'; migration: Migration; run: Run }

/** One migration from files or a live source to sheets: templates, what to read, generate, answers, execute. */
export async function migrateFiles(client: Client, options: MigrateOptions): Promise<Migrated> {
  const { signal } = options
  for (const template of linkedLast(options.templates)) await saveTemplate(client, template, signal)
  const migration = await client.migrations.create(
    { name: options.name, templates: options.templates.map(({ slug }) => slug) },
    { signal },
  )
  options.onStart?.(migration)
  for (const { name, path } of options.files) {
    const body = await openAsBlob(path)
    await client.files.upload(migration.id, { name, content_type: contentTypeOf(name), body }, { signal })
  }
  if (options.source) await client.sourceConnection.attach(migration.id, options.source.connection, { signal })
  const generated = await runToRest(client, migration, 'generate', options)
  if (generated.status === 'blocked') {
    return { status: 'blocked', migration, run: generated, questions: generated.questions ?? [] }
  }
  if (generated.status !== 'awaiting_approval') return { status: 'failed', migration, run: generated }
  const preview = await client.preview.get(migration.id, {}, { signal })
  const executed = await runToRest(client, migration, 'execute', options)
  if (executed.status !== 'completed') return { status: 'failed', migration, run: executed }
  return { status: 'done', migration, preview, run: executed }
}

/** Starts a run and answers what it asks, until it rests. */
async function runToRest(
  client: Client,
  migration: Migration,
  kind: 'generate' | 'execute',
  { answer, source, onRun, signal }: MigrateOptions,
): Promise<Run> {
  const live = source && kind === 'generate' ? { extract_via_api: true } : {}
  const created = await client.runs.create(migration.id, { kind, ...live }, { signal })
  while (true) {
    const run = await client.runs.wait(migration.id, created.run_id, { pollMs: 100, signal, onRun })
    if (run.status !== 'blocked') return run
    if (run.credential_request) {
      const credentials = (await source?.credentials(run.credential_request)) ?? null
      if (credentials === null) return run
      await client.runs.giveCredentials(migration.id, created.run_id, credentials, { signal })
      continue
    }
    const answers = await answer(run.questions ?? [], migration)
    if (answers === null) return run
    await client.runs.answer(migration.id, created.run_id, answers, { signal })
  }
}

/** The template as it is now: created, or a new version of the one that has its slug. */
async function saveTemplate(client: Client, template: NamedTemplate, signal?: AbortSignal): Promise<void> {
  try {
    await client.templates.create(template, { signal })
  } catch (error) {
    if (!(error instanceof GodwitError) || error.code !== 'template_slug_taken') throw error
    const { slug, ...change } = template
    await client.templates.update(slug, change, { signal })
  }
}

/** Link targets before what links to them; a circle keeps its order. */
function linkedLast(templates: readonly NamedTemplate[]): NamedTemplate[] {
  const sorted: NamedTemplate[] = []
  const visit = (template: NamedTemplate, trail: readonly NamedTemplate[]) => {
    if (sorted.includes(template) || trail.includes(template)) return
    for (const { linkRule } of template.columns) {
      for (const target of linkRule ?? []) {
        const linked = templates.find(({ slug }) => slug === target.templateSlug)
        if (linked) visit(linked, [...trail, template])
      }
    }
    sorted.push(template)
  }
  for (const template of templates) visit(template, [])
  return sorted
}
