import { textList } from '../../sql/quote.ts'
import type { ConvertInput } from './conversion.ts'

/** SQL of the raw value with what stands for nothing made empty. */
export function withoutPlaceholders({
  sql,
  profile,
  intent,
}: Pick<ConvertInput, 'sql' | 'profile' | 'intent'>): string {
  const words = [...new Set([...intent.emptyWords, ...profile.placeholders].map((word) => word.trim().toLowerCase()))]
  return words.length === 0 ? sql : `null_if_any(${sql}, ${textList(words)})`
}

/** Text as a part of an RE2 pattern that matches just it. */
export const escapePattern = (literal: string): string => literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
