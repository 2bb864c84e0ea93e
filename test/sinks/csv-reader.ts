/** A small RFC 4180 reader, the oracle for the CSV format. Owns nothing else. */

/** Rows of cells; throws where a quote stands that RFC 4180 does not allow. */
export function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = 0;
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at++; ; at++) {
        if (at >= text.length) throw new Error('open quote');
        if (text[at] !== '"') cell += text[at]!;
        else if (text[at + 1] === '"') cell += text[at++]!;
        else break;
      }
      at++;
    } else {
      while (at < text.length && text[at] !== ',' && text[at] !== '\n') {
        if (text[at] === '"') throw new Error(`stray quote at ${at}`);
        cell += text[at++]!;
      }
    }
    row.push(cell);
    if (text[at] === '\n' || at >= text.length) {
      rows.push(row);
      row = [];
    } else if (text[at] !== ',') throw new Error(`text behind a quote at ${at}`);
    at++;
  }
  return rows;
}
