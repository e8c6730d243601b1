import { createHash } from 'node:crypto'
import type { TemplateColumn } from '@godwit/contract'
import { fold } from '../match/name-words.ts'

const hashOf = (value: unknown): string => createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16)

/** A header that is to be recognised, not read. */
export const hashHeader = (name: string): string => hashOf(fold(name))

/** What of a template column decides how it is filled. Whether it must be there or be unique decides nothing of that. */
export const hashRules = ({ description, desiredRule, strictRule, linkRule, type }: TemplateColumn): string =>
  hashOf([
    description,
    desiredRule,
    strictRule,
    type,
    (linkRule ?? []).map(({ templateSlug, columnName }) => [templateSlug ?? '', columnName]),
  ])
