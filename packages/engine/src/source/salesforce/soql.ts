/** A query that needs more than this is asked in parts: longer addresses are refused on the way. */
const longestFieldList = 8000

/** Fields in lists that fit an address; each begins with Id, by which the parts are put together again. */
export function chunkFields(fields: readonly string[], longest = longestFieldList): string[][] {
  const chunks: string[][] = []
  let length = 0
  for (const field of fields.filter((name) => name !== 'Id')) {
    const last = chunks.at(-1)
    if (last && length + field.length + 1 <= longest) {
      last.push(field)
      length += field.length + 1
    } else {
      chunks.push(['Id', field])
      length = field.length + 3
    }
  }
  return chunks.length > 0 ? chunks : [['Id']]
}

export type Range = {
  /** Ids after this one. */
  after?: string | null
  /** Ids from one to another, both included. */
  between?: readonly [string, string]
  /** Changed at this time or later. */
  since?: { field: string; time: string } | null
}

/** A query in the order of Ids, so that it can go on after any of them. */
export function renderQuery(object: string, fields: readonly string[], { after, between, since }: Range): string {
  const conditions = [
    ...(since ? [`${since.field} >= ${since.time}`] : []),
    ...(after ? [`Id > '${checkedId(after)}'`] : []),
    ...(between ? [`Id >= '${checkedId(between[0])}'`, `Id <= '${checkedId(between[1])}'`] : []),
  ]
  const where = conditions.length > 0 ? ` WHERE ${conditions.join(' AND ')}` : ''
  return `SELECT ${fields.join(',')} FROM ${object}${where} ORDER BY Id`
}

function checkedId(id: string): string {
  if (!/^[A-Za-z0-9]{1,30}$/.test(id)) throw new Error('an Id of the state is none')
  return id
}

/** A time as SOQL writes it, some seconds earlier. */
export const soqlTime = (time: string, marginSeconds: number): string =>
  new Date(Date.parse(time) - marginSeconds * 1000).toISOString().replace(/\.\d+Z$/, 'Z')
