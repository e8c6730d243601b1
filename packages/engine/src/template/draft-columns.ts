import type {
  ColumnProfile,
  ColumnType,
  SemanticKind,
  StagedTable,
  TableProfile,
  TemplateColumn,
} from '@godwit/contract'

/** A list of allowed values is proposed for a column that repeats few values; more than this is not a list any more. */
const mostAllowedValues = 20

const typeOfKind: Partial<Record<SemanticKind, ColumnType>> = {
  integer: 'integer',
  decimal: 'decimal',
  percentage: 'decimal',
  money: 'currency',
  boolean: 'boolean',
  date: 'date',
  timestamp: 'timestamp',
  email: 'email',
  phone: 'phone',
  url: 'url',
  country: 'country',
}

const whatOfKind: Partial<Record<SemanticKind, string>> = {
  id: 'Identifier',
  integer: 'Whole number',
  decimal: 'Number',
  percentage: 'Percentage',
  money: 'Amount of money',
  boolean: 'Yes or no',
  date: 'Date',
  timestamp: 'Date and time',
  time: 'Time of day',
  email: 'E-mail address',
  phone: 'Phone number',
  url: 'Web address',
  country: 'Country',
  postcode: 'Postcode',
  person_name: "Person's name",
  first_name: 'First name',
  last_name: 'Last name',
  organisation: 'Name of an organisation',
  street: 'Street',
  city: 'City',
  json: 'JSON',
}

/**
 * Template columns as a sample suggests them: names from the header, descriptions, types and rules from what the
 * values are. A proposal for a person to edit: it knows only the sample.
 */
export function draftColumns(table: StagedTable, profile: TableProfile): TemplateColumn[] {
  const profiles = new Map(profile.columns.map((column) => [column.column, column]))
  return table.columns
    .filter((column) => !column.nested)
    .flatMap((column) => {
      const found = profiles.get(column.name)
      return found ? [draftColumn(column.name.trim().slice(0, 200), found)] : []
    })
}

function draftColumn(name: string, profile: ColumnProfile): TemplateColumn {
  const allowed = allowedValues(profile)
  const type = allowed ? 'text' : (typeOfKind[profile.kind] ?? 'text')
  return {
    name,
    description: describe(profile, allowed),
    required: profile.row_count > 0 && profile.empty_share === 0,
    unique: isIdentity(name, profile),
    desiredRule: allowed ? 'strict' : 'none',
    strictRule: allowed,
    linkRule: null,
    type,
    examples: profile.top_values
      .map((top) => top.value)
      .filter((value) => value.trim() !== '' && value.length <= 200)
      .slice(0, 3),
  }
}

/** Few values, each seen more than once on average, in all of them: a list. Null for anything else. */
function allowedValues(profile: ColumnProfile): string[] | null {
  const listable: SemanticKind[] = ['enumeration', 'text', 'organisation', 'city']
  const values = profile.top_values.map((top) => top.value.trim()).filter((value) => value !== '')
  const filled = profile.row_count * (1 - profile.empty_share)
  const complete = profile.distinct_count <= profile.top_values.length
  if (!listable.includes(profile.kind) || !complete || values.length < 2) return null
  if (values.length > mostAllowedValues || filled < values.length * 2) return null
  const distinct = [...new Set(values)]
  // Spellings of one value are dirt in the sample, not two allowed values.
  if (new Set(distinct.map((value) => value.toLowerCase())).size < distinct.length) return null
  return distinct.every((value) => value.length <= 60) ? distinct.sort() : null
}

/** In a small sample most columns happen not to repeat; only those that are meant to are proposed as unique. */
function isIdentity(name: string, profile: ColumnProfile): boolean {
  if (!profile.is_key || profile.row_count < 2) return false
  return (
    profile.kind === 'id' || profile.kind === 'email' || /(^|[^a-z])(id|no|nr|number|code|key|sku|uuid)$/i.test(name)
  )
}

function describe(profile: ColumnProfile, allowed: string[] | null): string {
  if (profile.kind === 'empty') return 'Empty in the sample.'
  if (allowed) return `One of: ${allowed.join(', ')}.`
  return `${whatOfKind[profile.kind] ?? 'Text'}.`
}
