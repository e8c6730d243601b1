/** A fenced block: `info` is what stands behind the fence (`sh run`), `line` where it begins. */
export type Block = { info: string; code: string; line: number }

export function readBlocks(markdown: string): Block[] {
  const blocks: Block[] = []
  let open: Block | null = null
  for (const [at, line] of markdown.split('\n').entries()) {
    const fence = /^```(.*)$/.exec(line)
    if (open && fence) {
      blocks.push(open)
      open = null
    } else if (open) open.code += `${line}\n`
    else if (fence) open = { info: (fence[1] ?? '').trim(), code: '', line: at + 1 }
  }
  return blocks
}

/** Targets of the links in a page that lead to files of the repository, code left out. */
export function readLinks(markdown: string): string[] {
  const text = markdown.replace(/^```.*?^```$/gms, '').replace(/`[^`]*`/g, '')
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:|^#/.test(target))
    .map((target) => target.split('#')[0] ?? target)
}
