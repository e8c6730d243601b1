/** What to put on a page: text at a place in a size, and lines between two points; points from the lower left corner. */
export type PdfPage = {
  text?: [x: number, y: number, size: number, text: string][]
  lines?: [x0: number, y0: number, x1: number, y1: number][]
}

/** A PDF of pages with Helvetica, as plain as the format allows. */
export function writePdf(pages: readonly PdfPage[]): Buffer {
  const objects: string[] = ['<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>', '']
  const add = (text: string) => objects.push(text)
  const kids = pages.map(({ text = [], lines = [] }) => {
    const body = [
      ...lines.map((line) => `${line[0]} ${line[1]} m ${line[2]} ${line[3]} l S`),
      ...text.map(
        ([x, y, size, shown]) => `BT /F1 ${size} Tf 1 0 0 1 ${x} ${y} Tm (${shown.replace(/[\\()]/g, '\\$&')}) Tj ET`,
      ),
    ].join('\n')
    const content = add(`<< /Length ${Buffer.byteLength(body, 'latin1')} >>\nstream\n${body}\nendstream`)
    return add(
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 1 0 R >> >> /Contents ${content} 0 R >>`,
    )
  })
  objects[1] = `<< /Type /Pages /Kids [${kids.map((kid) => `${kid} 0 R`).join(' ')}] /Count ${kids.length} >>`
  const catalog = add('<< /Type /Catalog /Pages 2 0 R >>')
  let pdf = '%PDF-1.4\n'
  const places = objects.map((object, at) => {
    const place = pdf.length
    pdf += `${at + 1} 0 obj\n${object}\nendobj\n`
    return `${String(place).padStart(10, '0')} 00000 n \n`
  })
  const table = pdf.length
  pdf += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`
  pdf += `trailer << /Size ${objects.length + 1} /Root ${catalog} 0 R >>\nstartxref\n${table}\n%%EOF\n`
  return Buffer.from(pdf, 'latin1')
}
