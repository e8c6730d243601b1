/**
 * The words that begin a wish, in English and German: where one of them follows a comma or an "and", another wish
 * begins. Written in lower case.
 */
export const verbs =
  "map|unmap|assign|use|take|fill|get|set|make|put|leave|ignore|clear|empty|drop|delete|remove|exclude|skip|omit|discard|keep|import|filter out|filter|get rid of|throw away|throw out|take out|weed out|treat|change|replace|rename|turn|convert|combine|concatenate|concat|merge|join|look up|lookup|link|match|split|divide|read|parse|interpret|write|dedupe|deduplicate|default|undo|revert|restore|go back|stop|do not|don't|dont|uppercase|lowercase|capitali[sz]e|" +
  'ordne|setze|setz|fülle|füll|nimm|nehme|verwende|benutze|lösche|lösch|entferne|ignoriere|überspringe|behalte|behandle|ersetze|ändere|benenne|kombiniere|verbinde|füge|teile|lies|lese|dedupliziere|mache|mach|lasse|lass|importiere|schließe'

const polite =
  /^(?:(?:please|pls|hi|hello|ok(?:ay)?|can (?:you|we)|could (?:you|we)|would you|will you|i(?: would|'d)? (?:want|like)(?: you)? to|i need(?: you)? to|we (?:should|must|need to|want to|would like to)|you (?:should|must|can)|let'?s|let us|also|and|then|now|next|finally|first|just|instead|bitte|kannst du|könntest du|können sie|könnten sie|auch|und|dann|außerdem)[,:]?\s+)+/i

const insistence =
  /(?:,|\s)?\s*\b(?:anyway|anyhow|even so|regardless|nevertheless|no matter what|i(?:'m| am) sure|i insist|i know what i(?:'m| am) doing|trotzdem|dennoch|auf jeden fall)\b[.!,]*/gi

/** A clause without what is only said to be kind. */
export const withoutCourtesy = (clause: string): string =>
  clause
    .trim()
    .replace(polite, '')
    .replace(/[,\s]*(?:please|pls|bitte|thanks|thank you|danke)[.!]*$/i, '')
    .replace(/[.!]+$/, '')
    .trim()

/** Whether a message says that it is meant in spite of what speaks against it, and the message without that. */
export function takeInsistence(message: string): { message: string; insists: boolean } {
  const rest = message.replace(insistence, ' ').replace(/[ \t]+/g, ' ')
  return { message: rest.trim(), insists: rest.trim() !== message.replace(/[ \t]+/g, ' ').trim() }
}

/** `the column "Work Email"`: the name alone, still in its quotes. */
export const bareName = (said: string): string =>
  said
    .trim()
    .replace(/^(?:the|all|our|my|its|their|die|der|das|den|dem|alle|unsere)\s+(?=\S)/i, '')
    .replace(
      /^(?:source |target |template )?(?:columns?|fields?|cells?|values? of|spalten?|felder|feld|zellen?)\s+(?=\S)/i,
      '',
    )
    .replace(/\s+(?:columns?|fields?|spalten?|felder|feld)$/i, '')
    .trim()

/** Names in a row: `A, B and C`. */
export const listOfNames = (said: string): string[] =>
  said
    .split(/\s*(?:,\s*(?:and|und|or|oder)?|\s(?:and|und|sowie|plus|&)\s|\s\+\s)\s*/i)
    .map((name) => name.trim())
    .filter((name) => name !== '')
