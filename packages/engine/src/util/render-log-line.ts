const colours: Record<string, string> = { trace: '90', debug: '90', info: '36', warn: '33', error: '31', fatal: '31' }

/** One JSON log line as a person reads it: `23:04:05 info  run claimed runId=…`, an error's stack below it. */
export function renderLogLine(line: string): string {
  let entry: Record<string, unknown>
  try {
    entry = JSON.parse(line)
  } catch {
    return line
  }
  const { level, time, msg, err, ...rest } = entry
  const fields = Object.entries(rest).map(
    ([name, value]) => `${name}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const head = `\u001b[90m${String(time).slice(11, 19)}\u001b[0m \u001b[${colours[String(level)] ?? '0'}m${String(level).padEnd(5)}\u001b[0m`
  const text = [head, msg, fields.length > 0 && `\u001b[90m${fields.join(' ')}\u001b[0m`].filter(Boolean).join(' ')
  return `${[text, ...renderError(err)].join('\n')}\n`
}

function renderError(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return []
  const { message, stack, cause } = error as Record<string, unknown>
  const own = typeof stack === 'string' && stack.includes(String(message)) ? stack : `${message}\n${stack ?? ''}`
  return [
    ...own
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
    ...renderError(cause),
  ]
}
