/** A program whose database is a file: `node migrate.mjs up|down|dump FILE [DEFECT]`. Its two migrations make a table and seed it. */
export const MIGRATE = `
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
const [command, file, defect] = process.argv.slice(2);
const read = () => (existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { ledger: 0, lines: [] });
const write = (database) => writeFileSync(file, JSON.stringify(database));
const MIGRATIONS = ['create table firms', 'insert firm 1'];
if (command === 'dump') {
  console.log([...read().lines, '-- at ' + new Date().toISOString()].join('\\n'));
  process.exit(0);
}
const lock = file + '.lock';
for (;;) {
  try {
    if (defect !== 'unlocked') mkdirSync(lock);
    break;
  } catch {
    await delay(20);
  }
}
const known = read();
if (command === 'up' && (known.ledger < MIGRATIONS.length || defect === 'twice')) {
  await delay(200);
  write({ ledger: MIGRATIONS.length, lines: [...read().lines, ...MIGRATIONS.slice(defect === 'twice' ? 0 : known.ledger)] });
}
if (command === 'down') write({ ledger: 0, lines: defect === 'left' ? MIGRATIONS.slice(0, 1) : [] });
if (defect !== 'unlocked') rmSync(lock, { recursive: true });
`;
