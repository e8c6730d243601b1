import { fold } from '../match/name-words.ts'
import { type CommandScope, sourceColumns } from './find-column.ts'

/** What can be said, with names of this very migration; what is nearest to the words that were said comes first. */
export function suggest(said: string, scope: CommandScope): string[] {
  const words = new Set(fold(said).split(' '))
  const rate = ({ keys }: Example) => keys.filter((key) => words.has(key)).length
  return examples(scope)
    .map((example, order) => ({ example, order, rate: rate(example) }))
    .sort((a, b) => b.rate - a.rate || a.order - b.order)
    .slice(0, 8)
    .map(({ example }) => example.text)
}

type Example = { text: string; keys: readonly string[] }

function examples(scope: CommandScope): Example[] {
  const [sheet] = scope.recipe.sheets
  const columns = sheet ? sourceColumns(sheet, scope).filter(({ table }) => table !== null) : []
  const source = columns[0]?.name ?? 'Column'
  const second = columns[1]?.name ?? source
  const target = sheet ? (Object.keys(sheet.columns)[0] ?? 'name') : 'name'
  const table = scope.tables[1]?.name ?? scope.tables[0]?.name ?? 'table.csv'
  const example = (text: string, keys: string): Example => ({ text, keys: keys.split(' ') })
  return [
    example(`map "${source}" to ${target}`, 'map use take column field source from assign'),
    example(`leave ${target} empty`, 'leave empty ignore unmap clear remove blank hide'),
    example(`set ${target} to "…"`, 'set constant always every value fixed fill make'),
    example(`use "${second}" for a missing ${target}`, 'default missing empty fallback otherwise instead else'),
    example(`combine "${source}" and "${second}" into ${target}`, 'combine merge join concatenate together and'),
    example(`split "${source}" into … and …`, 'split divide separate first last'),
    example(
      `drop rows where "${source}" is empty`,
      'drop delete remove exclude skip rows row records without where filter',
    ),
    example(`keep only rows where "${source}" is "…"`, 'keep only import include rows filter'),
    example(`map value "…" to "…" in ${target}`, 'value values means treat rename replace change status translate'),
    example(`read "${source}" as day first`, 'date dates day month format order read american european'),
    example(`dedupe by ${target}, keep last`, 'dedupe duplicates duplicate same unique once twice merge'),
    example(`join ${table} on "${source}" = …`, 'join lookup look link match other table'),
    example(`fill ${sheet?.template ?? 'contacts'} from ${table}`, 'table file source from sheet instead'),
    example(`make ${target} upper case`, 'case upper lower capital letters'),
    example('undo the last change', 'undo back revert restore mistake wrong previous'),
  ]
}
