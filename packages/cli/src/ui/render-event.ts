import type { ThreadEvent } from '@godwit/contract'

/** An event of the thread as one line: time, what it is, and what it says. */
export function renderEvent({ sequence, type, data, created_at }: ThreadEvent): string {
  return `${String(sequence).padStart(4)}  ${created_at.slice(11, 19)}  ${type.padEnd(13)}  ${textOf(data)}`
}

function textOf(data: ThreadEvent['data']): string {
  if (Array.isArray(data['questions'])) return data['questions'].map(({ question }) => question).join(' / ')
  for (const field of ['text', 'message', 'status']) {
    const value = data[field]
    if (typeof value === 'string') return value
  }
  const text = JSON.stringify(data)
  return text.length > 300 ? `${text.slice(0, 300)}…` : text
}
