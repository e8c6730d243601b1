import { readFile, stat, writeFile } from 'node:fs/promises'
import PostalMime, { type Email } from 'postal-mime'
import { type Reader, UnreadableFile } from '../../reader/reader.ts'

/** A message is held whole while it is read. */
const maxBytes = 64 * 1024 * 1024
const maxAttachments = 200

/** A message (.eml): what stands in its head is a record, each attachment and the tables of its text are read as files. */
export const readMail: Reader = async ({ path }, output) => {
  if ((await stat(path)).size > maxBytes)
    throw new UnreadableFile('it is larger than 64 MiB; send what is attached to it by itself')
  const mail = await PostalMime.parse(await readFile(path))
  const attached = mail.attachments.filter(({ disposition, filename }) => disposition === 'attachment' || filename)
  if (attached.length > maxAttachments) {
    output.warn({
      code: 'rest_unread',
      message: `The message has ${attached.length} attachments; the first ${maxAttachments} were read.`,
      rows: [],
      count: attached.length - maxAttachments,
    })
  }
  for (const [at, { filename, content }] of attached.slice(0, maxAttachments).entries()) {
    const file = output.file(filename ?? `attachment ${at + 1}`)
    await writeFile(file.path, content instanceof ArrayBuffer ? new Uint8Array(content) : content, {
      flag: 'wx',
      mode: 0o600,
    })
    file.close()
  }
  if (mail.html && /<table[\s>]/i.test(mail.html)) {
    const file = output.file('message.html')
    await writeFile(file.path, mail.html, { flag: 'wx', mode: 0o600 })
    file.close()
  }
  const records = output.records('message')
  records.add(headOf(mail))
  records.close()
}

type Address = NonNullable<Email['from']>

/** The head of a message as a record. */
export function headOf(mail: Email): Record<string, unknown> {
  const list = (addresses: readonly Address[] | undefined) => addresses?.map(write).join(', ') || null
  return {
    date: mail.date ?? null,
    from: mail.from ? write(mail.from) : null,
    to: list(mail.to),
    cc: list(mail.cc),
    subject: mail.subject ?? null,
    message_id: mail.messageId ?? null,
    in_reply_to: mail.inReplyTo ?? null,
  }
}

const write = ({ name, address }: Address): string => (name ? `${name} <${address ?? ''}>` : (address ?? ''))
