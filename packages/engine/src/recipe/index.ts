export { bindInputs } from './bind-inputs.ts'
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
export { countryCodes } from './country-names.ts'
export { fillLookup } from './fill-lookup.ts'
export { library, libraryMacros } from './library.ts'
export { emailPattern, urlPattern } from './library-contact.ts'
export type { LibraryFunction } from './library-function.ts'
export { lookupArguments, type RenderedInput, type RenderMode, renderInput, type Step } from './render-input.ts'
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
export type { Origin } from './scope.ts'
