/**
 * A line that sets a figure beside its goal.
 * @param {string} name
 * @param {number} figure
 * @param {'>=' | '<='} sense
 * @param {number} wanted
 */
export function goal(name, figure, sense, wanted) {
  const met = sense === '>=' ? figure >= wanted : figure <= wanted;
  return `- ${met ? 'met' : 'MISSED'}: ${name}: ${figure.toFixed(2)}, goal ${sense} ${wanted}`;
}
