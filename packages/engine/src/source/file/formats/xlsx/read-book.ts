import { posix } from 'node:path'
import { UnreadableFile } from '../../reader/reader.ts'
import { parseXml } from '../xml/parse-xml.ts'
import type { Zip, ZipMember } from '../zip/open-zip.ts'

/** A worksheet of a workbook; `hidden` ones are read like the others. */
export type BookSheet = { name: string; hidden: boolean; member: ZipMember }
export type Book = { sheets: BookSheet[]; date1904: boolean; strings: ZipMember | null; styles: ZipMember | null }

type Relation = { type: string; target: string }

/** The parts of a workbook, followed from the package's own relations. */
export async function readBook(zip: Zip): Promise<Book> {
  const members = new Map(zip.members.map((member) => [member.name.toLowerCase(), member]))
  const find = (name: string) => members.get(name.toLowerCase().replace(/^\//, '')) ?? null
  const root = [...(await readRelations(zip, find('_rels/.rels'), '')).values()].find(
    ({ type }) => type === 'officeDocument',
  )
  const bookPath = root?.target ?? 'xl/workbook.xml'
  const book = find(bookPath)
  if (!book) throw new UnreadableFile('it has no workbook in it')
  const relations = await readRelations(zip, find(relationsOf(bookPath)), posix.dirname(bookPath))
  const sheets: BookSheet[] = []
  let date1904 = false
  await parseXml(zip.stream(book), {
    open(name, attributes) {
      if (name === 'workbookPr') date1904 = /^(?:1|true|on)$/.test(attributes['date1904'] ?? '')
      if (name !== 'sheet') return
      const id = Object.entries(attributes).find(([key]) => /(?:^|:)id$/.test(key))?.[1] ?? ''
      const relation = relations.get(id)
      const member = relation?.type === 'worksheet' ? find(relation.target) : null
      // Charts and dialogs are sheets too, without cells.
      if (member)
        sheets.push({ name: attributes['name'] ?? '', hidden: /hidden/i.test(attributes['state'] ?? ''), member })
    },
  })
  const typed = (type: string) => {
    const relation = [...relations.values()].find((one) => one.type === type)
    return relation ? find(relation.target) : null
  }
  return { sheets, date1904, strings: typed('sharedStrings'), styles: typed('styles') }
}

const relationsOf = (path: string): string => posix.join(posix.dirname(path), '_rels', `${posix.basename(path)}.rels`)

/** Relations by id; targets are paths from the root of the package. */
async function readRelations(zip: Zip, member: ZipMember | null, folder: string): Promise<Map<string, Relation>> {
  const relations = new Map<string, Relation>()
  if (!member) return relations
  await parseXml(zip.stream(member), {
    open(name, { Id, Type = '', Target = '', TargetMode }) {
      if (name !== 'Relationship' || Id === undefined || TargetMode === 'External') return
      const target = Target.startsWith('/') ? Target.slice(1) : posix.join(folder, Target)
      relations.set(Id, { type: Type.slice(Type.lastIndexOf('/') + 1), target })
    },
  })
  return relations
}
