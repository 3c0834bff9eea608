const FARTHEST = 0.6;

/** Letters to put in, take out or change (Levenshtein). */
function distance(one: string, other: string): number {
  let row = Array.from({ length: other.length + 1 }, (_, place) => place);
  for (const [i, letter] of [...one].entries()) {
    const next = [i + 1];
    for (const [j, wanted] of [...other].entries()) next.push(Math.min((row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1, (row[j] ?? 0) + (letter === wanted ? 0 : 1)));
    row = next;
  }
  return row[other.length] ?? 0;
}

/** Names that somebody may have meant: those that contain it, then those that are spelled like it. At most three. */
export function nearest(wanted: string, names: readonly string[]): readonly string[] {
  const lower = wanted.toLowerCase().slice(0, 100);
  const scored = names.map((name) => ({ name, score: lower !== '' && name.includes(lower) ? 0 : distance(lower, name) / Math.max(name.length, 1) }));
  return scored.filter(({ score }) => score <= FARTHEST).sort((one, other) => one.score - other.score).slice(0, 3).map(({ name }) => name);
}
