export { countryCodes, type Price, parsePrice } from '../values/index.ts'
export { bindInputs, matchInputs } from './bind-inputs.ts'
export { checkRecipe, type RecipeProblem } from './check-recipe.ts'
export { compileRecipe } from './compile-recipe.ts'
export type {
  CompiledColumn,
  CompiledInput,
  CompiledRecipe,
  CompiledSheet,
  Lookup,
  OutputHint,
} from './compiled-recipe.ts'
export { evaluateMapped } from './evaluate-mapped.ts'
export { fillLookup } from './fill-lookup.ts'
export { library, libraryMacros } from './library/library.ts'
export { emailPattern, urlPattern } from './library/library-contact.ts'
export type { LibraryFunction } from './library/library-function.ts'
export { lookupArguments, type RenderMode } from './render-expression.ts'
export { type RenderedInput, renderInput, type Step } from './render-input.ts'
export {
  type RenderedJoin,
  renderDropped,
  renderDuplicateKeys,
  renderFirstOfKey,
  renderPairs,
  renderScope,
  renderTransform,
  type SheetQuery,
} from './render-sheet.ts'
export { shapeReasons } from './render-stage.ts'
export type { Origin } from './scope.ts'
