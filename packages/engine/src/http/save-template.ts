import type { TemplateColumn } from '@godwit/contract'
import type { App } from '../app.ts'
import { EngineError } from '../errors.ts'
import { insertTemplate } from '../store/queries/insert-template.ts'
import { insertTemplateVersion } from '../store/queries/insert-template-version.ts'
import { lockTemplate } from '../store/queries/lock-template.ts'
import type { TemplateRow } from '../store/queries/select-templates.ts'
import { StoreConflict } from '../store/store.ts'
import { redraftColumns, slugOf } from '../template/index.ts'
import { checkLinkedColumns, checkTemplate } from './check-template.ts'
import { draftTemplate } from './draft-template.ts'
import { findTemplate } from './find-template.ts'

type Parts = Pick<App, 'store' | 'readDuckdb' | 'workDir' | 'newId' | 'now'>
export type NewTemplate = {
  slug?: string
  name: string
  description: string
  columns?: TemplateColumn[]
  sample_csv?: string
}
export type TemplateChange = Partial<NewTemplate>

/** A template that is not saved, or not yet. */
export type UnsavedTemplate = Pick<TemplateRow, 'slug' | 'name' | 'description' | 'columns' | 'drafted'>

/** What creating from `input` would save: checked, with columns drafted from the sample where there is one. */
export async function draftNewTemplate(app: Parts, accountId: string, input: NewTemplate): Promise<UnsavedTemplate> {
  const slug = input.slug ?? slugOf(input.name)
  if (slug === '') {
    throw new EngineError('template_invalid', 'No slug can be made of this name. Give the template a slug.', {
      details: [{ path: 'slug', message: 'is needed for this name' }],
    })
  }
  const drafts = input.sample_csv === undefined ? null : await draftTemplate(app, input.sample_csv)
  const columns = drafts ?? input.columns ?? []
  await checkTemplate(app, accountId, { slug, id: null, columns })
  return { slug, name: input.name, description: input.description, columns, drafted: drafts && byName(drafts) }
}

/** Adds a template at version 1. @throws EngineError as `checkTemplate` and `draftTemplate`, and `template_slug_taken`. */
export async function createTemplate(app: Parts, accountId: string, input: NewTemplate): Promise<TemplateRow> {
  const template = await draftNewTemplate(app, accountId, input)
  const id = app.newId()
  const created_at = app.now()
  try {
    await app.store.transaction(async (tx) => {
      await insertTemplate(tx, { id, account_id: accountId, slug: template.slug, created_at })
      await insertTemplateVersion(tx, { ...template, template_id: id, version: 1, created_at })
    })
  } catch (error) {
    if (!(error instanceof StoreConflict && error.constraint === 'templates_slug')) throw error
    throw new EngineError(
      'template_slug_taken',
      `There is a template "${template.slug}" already. Change that one, or choose another slug.`,
      { details: [{ path: 'slug', message: 'taken' }], cause: error },
    )
  }
  return { ...template, id, version: 1, created_at, updated_at: created_at }
}

/** What changing the template would save; columns that a person has edited keep their edits. */
export async function draftChange(
  app: Parts,
  accountId: string,
  template: TemplateRow,
  change: TemplateChange,
): Promise<TemplateRow> {
  const drafts = change.sample_csv === undefined ? null : await draftTemplate(app, change.sample_csv)
  const columns = drafts
    ? redraftColumns(template.columns, template.drafted ?? {}, drafts)
    : (change.columns ?? template.columns)
  const { id, slug } = template
  await checkTemplate(app, accountId, { id, slug, columns })
  await checkLinkedColumns(app.store, accountId, { id, slug }, columns)
  return {
    ...template,
    name: change.name ?? template.name,
    description: change.description ?? template.description,
    columns,
    drafted: drafts ? { ...template.drafted, ...byName(drafts) } : template.drafted,
  }
}

/** Makes the template's next version. @throws EngineError `template_not_found`, `template_in_use`, and as creating one. */
export async function changeTemplate(
  app: Parts,
  accountId: string,
  slug: string,
  change: TemplateChange,
): Promise<TemplateRow> {
  await app.store.transaction((tx) => lockTemplate(tx, accountId, slug))
  const template = await findTemplate(app.store, accountId, slug)
  const next = await draftChange(app, accountId, template, change)
  const version = template.version + 1
  const created_at = app.now()
  await insertTemplateVersion(app.store, { ...next, template_id: template.id, version, created_at })
  return { ...next, version, updated_at: created_at }
}

const byName = (drafts: readonly TemplateColumn[]) => Object.fromEntries(drafts.map((draft) => [draft.name, draft]))
