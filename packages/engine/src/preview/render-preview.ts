import type { Coverage, Issue, Preview, PreviewSheet } from '@godwit/contract'

/** One sheet with a page of its rows, as `readSheetPage` gives them. */
export type PreviewSource = {
  slug: string
  name: string
  row_count: number
  invalid_rows: number
  columns: PreviewSheet['columns']
  page: { rows: readonly { _id: number; cells: readonly (string | null)[] }[]; issues: readonly Issue[] }
}

type Facts = { coverage: Coverage; plan: string; recipe_version: number }

/** The contract's preview: a page of every sheet, with the invalid cells that are on the page. */
export function renderPreview(sheets: readonly PreviewSource[], { coverage, plan, recipe_version }: Facts): Preview {
  return {
    status: 'awaiting_approval',
    templates: sheets.map(({ slug, name }) => ({ slug, name })),
    sheets: sheets.map(renderPreviewSheet),
    coverage,
    plan,
    recipe_version,
  }
}

function renderPreviewSheet({ slug, name, row_count, invalid_rows, columns, page }: PreviewSource): PreviewSheet {
  const positions = new Map(page.rows.map(({ _id }, index) => [_id, index]))
  return {
    template: { slug, name },
    rows: [columns.map((column) => column.name), ...page.rows.map(({ cells }) => cells.map((cell) => cell ?? ''))],
    invalid_cells: page.issues.flatMap(({ row_id, column, value, rule, message, severity }) => {
      const row = positions.get(row_id)
      return row === undefined || severity !== 'invalid' ? [] : [{ row, column, value: value ?? '', rule, message }]
    }),
    total_rows: row_count,
    invalid_rows,
    columns,
  }
}
