import type { CompiledInput, CompiledRecipe } from '../recipe/index.ts'

/** Inputs that some sheet reads, directly or through a union, in the order in which they must be made. */
export function usedInputs({ inputs, sheets }: CompiledRecipe): CompiledInput[] {
  const used = new Set<CompiledInput>()
  const add = (input: CompiledInput) => {
    if ('union' in input.source) for (const part of input.source.union) add(part)
    used.add(input)
  }
  for (const { from, joins } of sheets) {
    add(from)
    for (const { input } of joins) add(input)
  }
  return inputs.filter((input) => used.has(input))
}

/** Positions of the staging tables behind an input, one for each time that it is read. */
export function tablesOf({ source }: CompiledInput): number[] {
  return 'union' in source ? source.union.flatMap(tablesOf) : [source.tableIndex]
}
