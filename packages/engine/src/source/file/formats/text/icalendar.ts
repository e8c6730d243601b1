import type { Reader, RecordWriter } from '../../reader/reader.ts'
import { bareRecord } from '../bare-record.ts'
import { readContentLines, unescapeValue } from './content-lines.ts'

/** Events, tasks and the like of a calendar file: a part for each kind, a record for each of them. */
export const readIcalendar: Reader = async ({ path }, output) => {
  const lists = new Map<string, RecordWriter>()
  const stack: { kind: string; fields: Record<string, unknown> }[] = []
  for await (const { name, parameters, value } of readContentLines(path, (bytes) => output.progress(bytes))) {
    const kind = value.trim().toLowerCase()
    if (name === 'BEGIN') stack.push({ kind, fields: bareRecord() })
    else if (name === 'END') {
      const done = stack.pop()
      if (!done || done.kind === 'vcalendar' || done.kind === 'vtimezone') continue
      const parent = stack.at(-1)
      if (parent && parent.kind !== 'vcalendar') {
        if (parent.kind !== 'vtimezone')
          parent.fields[done.kind] = [...((parent.fields[done.kind] as unknown[]) ?? []), done.fields]
        continue
      }
      const list = lists.get(done.kind) ?? output.records(done.kind.replace(/^v/, ''))
      lists.set(done.kind, list)
      list.add(done.fields)
    } else {
      const fields = stack.at(-1)?.fields
      if (!fields) continue
      const key = name.toLowerCase()
      const read = isTime(name) ? readTime(value) : unescapeValue(value)
      if (parameters['TZID']?.[0]) fields[`${key}.timezone`] = parameters['TZID'][0]
      if (parameters['CN']?.[0]) fields[`${key}.name`] = parameters['CN'][0]
      fields[key] = key in fields ? [fields[key], read].flat() : read
    }
  }
  for (const list of lists.values()) list.close()
}

const isTime = (name: string): boolean =>
  /^(?:DTSTART|DTEND|DTSTAMP|DUE|COMPLETED|CREATED|LAST-MODIFIED|RECURRENCE-ID)$/.test(name)

/** `20210304T083000Z` is `2021-03-04T08:30:00Z`. */
const readTime = (value: string): string =>
  value.replace(/^(\d{4})(\d\d)(\d\d)/, '$1-$2-$3').replace(/T(\d\d)(\d\d)(\d\d)/, 'T$1:$2:$3')
