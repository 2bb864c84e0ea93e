/** Says in one clause what `JSON.parse` objected to, alike on every Node version and without quoting the input. */

/** @param error what `JSON.parse` threw */
export function describeSyntaxError(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (/Unexpected end|Unterminated/.test(message)) return 'it ends in the middle of a value';
  const at = /at position (\d+)/.exec(message)?.[1];
  const what = message.startsWith('Unexpected token')
    ? 'an unexpected character'
    : lowerFirst(message.replace(/ (in|after) JSON.*$/, '').replace(/ at position.*$/, ''));
  return at === undefined ? `it is not JSON: ${what}` : `it is not JSON: ${what} at character ${String(Number(at) + 1)}`;
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}
