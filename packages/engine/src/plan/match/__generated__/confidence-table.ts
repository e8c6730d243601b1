// Made by `npm run bench -- fit-confidence --write`.

/** Log-odds of a choice → how often such choices are right. Between two knots it is read on the line between them. */
export const confidenceTable: readonly (readonly [odds: number, probability: number])[] = [
  [-1.015, 0.323],
  [0.698, 0.532],
  [1.418, 0.806],
  [1.74, 0.871],
  [2.007, 0.935],
  [2.277, 0.952],
  [2.584, 0.968],
  [2.9, 0.992],
  [3.283, 0.996],
  [3.589, 0.996],
]
