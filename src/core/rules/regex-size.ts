/**
 * How large the compiled program of a regular expression will be, about: counted repetition multiplies what it repeats, so a
 * short expression can take seconds to compile.
 *
 * An estimate, never used to match. Must not know: which engine compiles.
 */

/** A class in brackets; a named class, or an escaped character, may hold a bracket. */
const CLASS = /\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[^]|[^\]\\])*\]/y;
const REPEAT = /\{(\d{1,9})(?:,(\d{0,9}))?\}/y;
const QUOTED = /\\Q([^]*?)(?:\\E|$)/y;
const ESCAPE = /\\(?:[pPx]\{[^}]*\}|[pP]?[^])/y;
const GROUP_HEAD = /\((?:\?(?:P?<\w+>|[a-zA-Z-]*:?))?/y;

/** Steps of the program, about; never far below the truth. */
export function estimateProgram(source: string): number {
  // Sizes of the open groups up to here, and of the latest atom in each: that is what a repetition multiplies.
  const open: number[] = [];
  let total = 2;
  let atom = 0;
  let at = 0;
  const take = (token: RegExp): RegExpExecArray | null => {
    token.lastIndex = at;
    const found = token.exec(source);
    if (found !== null) at = token.lastIndex;
    return found;
  };
  const add = (size: number): void => {
    total += size;
    atom = size;
  };
  while (at < source.length) {
    const current = source[at];
    if (current === '\\') {
      const quoted = take(QUOTED);
      if (quoted !== null) add(quoted[1]?.length ?? 0);
      else if (take(ESCAPE) !== null) add(1);
      else at++;
    } else if (current === '[' && take(CLASS) !== null) {
      add(1);
    } else if (current === '(') {
      take(GROUP_HEAD);
      open.push(total);
      total = 0;
    } else if (current === ')') {
      // Without an opening bracket the expression is not valid, and what came before is as good as a group.
      const size = total + 2;
      total = open.pop() ?? 0;
      add(size);
      at++;
    } else if (current === '{') {
      const repeat = take(REPEAT);
      if (repeat === null) {
        add(1);
        at++;
      } else {
        const [, least = '1', most] = repeat;
        const times = Math.max(Number(least), Number(most ?? 0), 1);
        total += atom * (times - 1);
        atom *= times;
      }
    } else {
      if (current === '*' || current === '+' || current === '?' || current === '|') {
        total++;
        atom++;
      } else {
        add(1);
      }
      at++;
    }
  }
  return open.reduce((sum, size) => sum + size, total);
}
