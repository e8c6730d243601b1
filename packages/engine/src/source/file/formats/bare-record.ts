/** A record without anything of its own: files name fields `constructor` and `__proto__` too. */
export const bareRecord = (): Record<string, unknown> => Object.create(null) as Record<string, unknown>

/** `name`, or where a record has it already, `name (2)` and so on. */
export function freeKey(record: Readonly<Record<string, unknown>>, name: string): string {
  let key = name
  for (let n = 2; key in record; n++) key = `${name} (${n})`
  return key
}
