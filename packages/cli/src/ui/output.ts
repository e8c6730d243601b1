/** Where a command speaks: for a person by default, one JSON value with `--json`. */
export type Output = {
  readonly json: boolean
  /** A line for a person; nothing with `--json`. */
  line(text?: string): void
  /** Rows under a header, in columns as wide as they need; nothing with `--json`. */
  table(header: readonly string[], rows: readonly (readonly string[])[]): void
  /** What the command has found, for a program; nothing without `--json`. */
  result(value: unknown): void
}

export type Stream = { write(text: string): unknown }

export function createOutput(json: boolean, stream: Stream): Output {
  const line = (text = '') => {
    if (!json) stream.write(`${text}\n`)
  }
  return {
    json,
    line,
    table: (header, rows) => {
      for (const text of renderTable(header, rows)) line(text)
    },
    result: (value) => {
      if (json) stream.write(`${JSON.stringify(value, null, 2)}\n`)
    },
  }
}

/** Lines of a table; a column of numbers only is right-aligned. */
export function renderTable(header: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = header.map((title, at) => Math.max(title.length, ...rows.map((row) => row[at]?.length ?? 0)))
  const numeric = header.map((_, at) => rows.length > 0 && rows.every((row) => /^[\d.,%\s/-]*$/.test(row[at] ?? '')))
  const render = (row: readonly string[]) =>
    row
      .map((cell, at) => (numeric[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd()
  return [render(header), ...rows.map(render)]
}
