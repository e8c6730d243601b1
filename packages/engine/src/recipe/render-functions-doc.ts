import { library } from './library/library.ts'
import type { LibraryFunction } from './library/library-function.ts'

const groups: readonly [LibraryFunction['group'], string][] = [
  ['text', 'Text'],
  ['number', 'Numbers'],
  ['date', 'Dates and times'],
  ['boolean', 'Yes and no'],
  ['contact', 'E-mail, phone, web'],
  ['place', 'Places, languages and addresses'],
  ['person', 'Names of people'],
  ['lookup', 'Value maps'],
]

/** docs/functions.md, from the library itself: its examples are the library's tests. */
export function renderFunctionsDoc(): string {
  const sections = groups.map(([group, title]) => {
    const entries = library.filter((entry) => entry.group === group)
    return `## ${title}\n\n${entries.map(renderFunction).join('\n')}`
  })
  return `# Functions of recipes

Generated from the library by \`npm run golden\`; do not edit. Each example is a test.

Expressions in a recipe are DuckDB SQL. Beside these functions they may use DuckDB's own that depend on their arguments
alone: text (\`lower\`, \`replace\`, \`lpad\`, \`concat_ws\`, \`regexp_replace\`, …), numbers, dates (\`date_trunc\`, \`strftime\`, …),
lists and JSON, \`coalesce\`, \`CASE\`, casts, windows, and, in a sheet with \`group\`, aggregates. What reads the clock, files,
settings or other tables, or draws by chance, is refused.

*Empty* stands for an empty cell, NULL in SQL. An empty or NULL argument gives an empty result unless an example says
otherwise. \`format_…\` and \`clean_…\` functions keep what they cannot read as it is, so that it can be seen and corrected;
\`parse_…\` functions give NULL and are for calculating, comparing and sorting.

${sections.join('\n')}`
}

function renderFunction(entry: LibraryFunction): string {
  const signatures = entry.signatures.map((signature) => `\`${signature}\``).join(', ')
  const outside =
    entry.kind === 'mapped'
      ? '\nRuns outside SQL, once for each distinct value. Cannot stand around an aggregate or a window: write `first(f(x))` instead of `f(first(x))`; nor in the condition of a join.\n'
      : ''
  const rows = entry.examples.map(
    ([call, result]) => `| ${code(call)} | ${result === null ? '*empty*' : code(result)} |`,
  )
  const table = rows.length > 0 ? `\n| example | gives |\n|---|---|\n${rows.join('\n')}\n` : ''
  return `### ${entry.name}\n\n${signatures}\n\n${entry.summary}\n${outside}${table}`
}

const code = (text: string) => `\`${text.replaceAll('|', '\\|')}\``
