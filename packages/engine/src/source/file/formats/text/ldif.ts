import type { Reader } from '../../reader/reader.ts'
import { bareRecord } from '../bare-record.ts'
import { readLines } from './read-text.ts'

/** Entries of an LDIF file (RFC 2849), one record each; an attribute with several values is a list. */
export const readLdif: Reader = async ({ path }, output) => {
  const records = output.records(null)
  let entry = bareRecord()
  let open: string | undefined
  const flush = () => {
    if (open !== undefined && !open.startsWith('#')) addAttribute(entry, open)
    open = undefined
  }
  const finish = () => {
    flush()
    if ('dn' in entry) records.add(entry)
    entry = bareRecord()
  }
  for await (const { line } of readLines(path, (bytes) => output.progress(bytes))) {
    if (line === '') finish()
    else if (line.startsWith(' ')) open = (open ?? '') + line.slice(1)
    else {
      flush()
      open = line
    }
  }
  finish()
  records.close()
}

function addAttribute(entry: Record<string, unknown>, line: string) {
  const [, name, encoding, raw] = /^([^:]+):([:<]?) *(.*)$/s.exec(line) ?? []
  if (name === undefined || raw === undefined || (name === 'version' && Object.keys(entry).length === 0)) return
  const value = encoding === ':' ? Buffer.from(raw, 'base64').toString('utf8') : raw
  entry[name] = name in entry ? [entry[name], value].flat() : value
}
