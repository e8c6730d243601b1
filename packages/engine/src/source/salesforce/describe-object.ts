import type { SourceStream } from '../source.ts'

export type DescribedField = { name: string; type: string }
export type DescribedObject = { name: string; queryable: boolean; fields: DescribedField[] }

/** What a migration is usually about; beside these come all objects that the organisation made itself. */
export const mainObjects = [
  'Account',
  'Contact',
  'Lead',
  'Opportunity',
  'Case',
  'Task',
  'Event',
  'User',
  'Campaign',
  'CampaignMember',
  'Product2',
  'Pricebook2',
  'PricebookEntry',
  'OpportunityLineItem',
  'Order',
  'OrderItem',
  'Quote',
  'Contract',
  'Asset',
  'Note',
] as const

/** Composed of other fields, or too large for an answer. */
const unreadTypes = new Set(['address', 'location', 'base64'])

export const readableFields = ({ fields }: DescribedObject): string[] =>
  fields.filter(({ type }) => !unreadTypes.has(type)).map(({ name }) => name)

/** The field that grows with every change, best first. */
export function cursorOf({ fields }: DescribedObject): string | null {
  for (const name of ['SystemModstamp', 'LastModifiedDate', 'CreatedDate', 'LoginTime'])
    if (fields.some((field) => field.name === name && field.type === 'datetime')) return name
  return null
}

export function streamOf(object: DescribedObject): SourceStream {
  const cursor = cursorOf(object)
  const tellsDeleted = cursor !== null && object.fields.some(({ name }) => name === 'IsDeleted')
  return {
    name: object.name,
    json_schema: {
      type: 'object',
      properties: Object.fromEntries(
        object.fields.filter(({ type }) => !unreadTypes.has(type)).map(({ name, type }) => [name, schemaOf(type)]),
      ),
    },
    primary_key: [['Id']],
    cursor_field: cursor === null ? null : [cursor],
    supports_incremental: cursor !== null,
    ...(tellsDeleted ? { deleted_field: ['IsDeleted'] } : {}),
  }
}

function schemaOf(type: string): Record<string, unknown> {
  switch (type) {
    case 'boolean':
      return { type: ['boolean', 'null'] }
    case 'int':
    case 'long':
      return { type: ['integer', 'null'] }
    case 'double':
    case 'currency':
    case 'percent':
      return { type: ['number', 'null'] }
    case 'date':
      return { type: ['string', 'null'], format: 'date' }
    case 'datetime':
      return { type: ['string', 'null'], format: 'date-time' }
    case 'email':
      return { type: ['string', 'null'], format: 'email' }
    default:
      return { type: ['string', 'null'] }
  }
}
