/**
 * Where in a list something is dropped, from 1: past each middle that the pointer has passed.
 *
 * @param middles of the rows from the top, that of the one in hand among them.
 * @param from where the one in hand stands now.
 */
export function placeAt(middles: readonly number[], y: number, from: number): number {
  const above = middles.filter((middle, at) => at + 1 !== from && middle < y).length;
  return above + 1;
}
