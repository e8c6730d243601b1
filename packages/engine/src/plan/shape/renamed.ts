/** An expression over one input, written for another name of it. */
export const renamed = (sqlText: string, ref: string, alias: string): string =>
  ref === alias ? sqlText : sqlText.replace(new RegExp(`(?<![A-Za-z0-9_"])${ref}\\.(?="|_row)`, 'g'), `${alias}.`)
