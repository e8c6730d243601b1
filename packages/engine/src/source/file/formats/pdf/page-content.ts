/** A piece of text that stands by itself on a page. Points from the lower left corner; `y` is the baseline. */
export type Piece = { text: string; x0: number; x1: number; y: number; height: number }

/** A straight rule: horizontal where `y0` and `y1` are the same, else vertical. `x0 <= x1`, `y0 <= y1`. */
export type Rule = { x0: number; y0: number; x1: number; y1: number }

export type PageContent = { pieces: Piece[]; rules: Rule[]; hasPicture: boolean }

/** A line of text: its pieces from left to right. */
export type Line = { y: number; height: number; pieces: Piece[] }
