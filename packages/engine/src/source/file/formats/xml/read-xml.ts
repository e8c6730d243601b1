import { type Reader, type RecordWriter, UnreadableFile } from '../../reader/reader.ts'
import { bareRecord, freeKey } from '../bare-record.ts'
import { readText } from '../text/read-text.ts'
import { parseXml } from './parse-xml.ts'

const maxDepth = 200
/** More different elements than this have records of their own: then the document is no list of records. */
const maxLists = 200

/**
 * An XML document: the outermost elements that repeat are records, a part for each path of them; what repeats within a
 * record is a list in it. Attributes are fields beside the elements; text beside either is the field `text`. A document
 * in which nothing repeats is one record.
 */
export const readXml: Reader = async ({ path }, output) => {
  const repeated = new Set<string>()
  await walk(path, (bytes) => output.progress(bytes), {
    open(_, parent, place) {
      const times = (parent.seen.get(place) ?? 0) + 1
      parent.seen.set(place, times)
      if (times > 1) repeated.add(place)
    },
  })
  const isRecord = (place: string) => repeated.has(place) && !ancestors(place).some((above) => repeated.has(above))
  const lists = new Map<string, RecordWriter>()
  let open: { place: string; value: Building } | undefined
  const root: Building = { name: '', fields: bareRecord(), text: '' }
  const stack: Building[] = [root]
  await walk(path, (bytes) => output.progress(bytes), {
    open(name, _, place, attributes) {
      const building: Building = { name, fields: bareRecord(), text: '' }
      for (const [key, value] of Object.entries(attributes))
        if (!/^xmlns(?::|$)/.test(key)) building.fields[freeKey(building.fields, key.replace(/^.*:/, ''))] = value
      stack.push(building)
      if (!open && isRecord(place)) open = { place, value: building }
    },
    text(text) {
      stack.at(-1)!.text += text
    },
    close(_, place) {
      const done = stack.pop()!
      if (open?.value === done) {
        writerOf(place).add(valueOfElement(done, true))
        open = undefined
        return
      }
      add(stack.at(-1)!, done.name, valueOfElement(done, false), repeated.has(place))
    },
  })
  if (lists.size === 0) {
    const only = Object.values(root.fields)[0]
    const writer = output.records(null)
    writer.add(typeof only === 'object' && only !== null ? only : root.fields)
    writer.close()
  }
  for (const writer of lists.values()) writer.close()

  function writerOf(place: string): RecordWriter {
    const known = lists.get(place)
    if (known) return known
    if (lists.size >= maxLists)
      throw new UnreadableFile(`its XML holds more than ${maxLists} lists of different records`)
    const writer = output.records(shortName(place))
    lists.set(place, writer)
    return writer
  }

  /** The last names of a path that tell it from the others. */
  function shortName(place: string): string {
    const names = place.split('/').slice(1)
    const others = [...repeated].filter((other) => other !== place)
    for (let length = 1; length < names.length; length++) {
      const short = names.slice(-length).join('/')
      if (!others.some((other) => other.endsWith(`/${short}`))) return short
    }
    return names.join('/')
  }
}

type Building = { name: string; fields: Record<string, unknown>; text: string }

/**
 * An element as a value: its text, or an object of its attributes and elements. Blanks around a text are its own, unless
 * they only set it on a line by itself.
 */
function valueOfElement({ fields, text }: Building, asObject: boolean): unknown {
  const isBare = Object.keys(fields).length === 0
  const words = isBare ? text.replace(/^\s*\n\s*|\s*\n\s*$/g, '') : text.trim()
  if (isBare && !asObject) return words
  if (words !== '') fields[freeKey(fields, isBare ? 'value' : 'text')] = words
  return fields
}

function add({ fields }: Building, name: string, value: unknown, isList: boolean) {
  const known = fields[name]
  if (isList && Array.isArray(known)) known.push(value)
  else fields[freeKey(fields, name)] = isList ? [value] : value
}

const ancestors = (place: string): string[] => {
  const names = place.split('/')
  return names.slice(2).map((_, at) => names.slice(0, at + 2).join('/'))
}

type Level = { place: string; seen: Map<string, number> }
type Walk = {
  open?(name: string, parent: Level, place: string, attributes: Readonly<Record<string, string>>): void
  text?(text: string): void
  close?(name: string, place: string): void
}

/** Goes through a document with the path of each element (`/rows/row`). */
async function walk(path: string, onBytes: (bytes: number) => void, handler: Walk) {
  const levels: Level[] = [{ place: '', seen: new Map() }]
  await parseXml(readText(path, onBytes), {
    open(name, attributes) {
      if (levels.length > maxDepth) throw new UnreadableFile(`its XML is nested more than ${maxDepth} levels deep`)
      const parent = levels.at(-1)!
      const place = `${parent.place}/${name}`
      handler.open?.(name, parent, place, attributes)
      levels.push({ place, seen: new Map() })
    },
    ...(handler.text ? { text: handler.text } : {}),
    close(name) {
      const { place } = levels.pop()!
      handler.close?.(name, place)
    },
  })
}
