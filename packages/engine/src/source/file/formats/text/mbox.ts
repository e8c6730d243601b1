import PostalMime from 'postal-mime'
import type { Reader } from '../../reader/reader.ts'
import { headOf } from './mail.ts'
import { readLines } from './read-text.ts'

/** A mailbox: the head of each message is a record; bodies and attachments are left out, and that is said. */
export const readMbox: Reader = async ({ path }, output) => {
  const records = output.records(null)
  let head: string[] | undefined
  let isHead = false
  let messages = 0
  const finish = async () => {
    if (!head) return
    messages++
    records.add(headOf(await PostalMime.parse(`${head.join('\r\n')}\r\n\r\n`)))
    head = undefined
  }
  let previous = ''
  for await (const { line } of readLines(path, (bytes) => output.progress(bytes))) {
    if (line.startsWith('From ') && previous === '') {
      await finish()
      head = []
      isHead = true
    } else if (isHead && line === '') isHead = false
    else if (isHead) head?.push(line)
    previous = line
  }
  await finish()
  records.close({
    warnings: [
      {
        code: 'bodies_left_out',
        message: 'Only the heads of the messages were read, not their texts and attachments.',
        rows: [],
        count: messages,
      },
    ],
  })
}
