/** The calendar month of a moment, UTC: `2026-03`. */
export const monthOf = (moment: Date): string => moment.toISOString().slice(0, 7)
