// Made by `npm run bench -- fit-confidence --write`.

/** Log-odds of a choice → how often such choices are right. Between two knots it is read on the line between them. */
export const confidenceTable: readonly (readonly [odds: number, probability: number])[] = [
  [-1.03, 0.452],
  [0.721, 0.661],
  [1.496, 0.79],
  [1.771, 0.903],
  [2.179, 0.951],
  [2.822, 0.98],
  [3.305, 0.999],
]
