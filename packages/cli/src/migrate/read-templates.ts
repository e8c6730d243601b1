import { readFile } from 'node:fs/promises'
import { type TemplateDraft, templateInputSchema } from '@godwit/contract'
import { CommandError, exitCodes } from '../exit-codes.ts'

/** A template with a slug: what a migration can name. */
export type NamedTemplate = TemplateDraft & { slug: string }

/**
 * Reads templates from a JSON file: one template, a list of them, or `{ "templates": [...] }` as the API lists them.
 *
 * @throws CommandError `usage` naming the file and the first place that is wrong.
 */
export async function readTemplates(path: string): Promise<NamedTemplate[]> {
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(exitCodes.usage, `The template file ${path} cannot be read (${cause.code}).`, { cause })
  })
  try {
    return parseTemplates(JSON.parse(text))
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    throw new CommandError(exitCodes.usage, `The template file ${path} is not valid: ${why}`, { cause })
  }
}

/** @throws Error naming the first place that is wrong. */
export function parseTemplates(value: unknown): NamedTemplate[] {
  const list = Array.isArray(value) ? value : isListing(value) ? value.templates : [value]
  if (list.length === 0) throw new Error('it holds no template')
  return list.map((item, at) => {
    const parsed = templateInputSchema.safeParse(item)
    if (!parsed.success) {
      const [issue] = parsed.error.issues
      throw new Error(`template ${at + 1}, ${issue?.path.join('.') || 'itself'}: ${issue?.message}`)
    }
    return { ...(item as TemplateDraft), slug: parsed.data.slug ?? slugOf(parsed.data.name) }
  })
}

function isListing(value: unknown): value is { templates: unknown[] } {
  return typeof value === 'object' && value !== null && Array.isArray((value as { templates?: unknown }).templates)
}

/** `Order lines` → `order_lines`. */
function slugOf(name: string): string {
  const slug = name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^_+|_+$/g, '')
  if (slug === '') throw new Error(`no slug can be made from the name ${JSON.stringify(name)}: give one`)
  return slug
}
