import { MakeFirstAdmin } from '@plumbline/identity';
import { runCommand } from './command.js';

/** `npm run make-first-admin -- EMAIL`: the way to the first admin of an installation. */
await runCommand('The account was not made admin.', async (app) => {
  const [email, ...rest] = process.argv.slice(2);
  if (email === undefined || rest.length > 0) throw new Error('Usage: npm run make-first-admin -- EMAIL, of an account that is registered already.');
  await app.get(MakeFirstAdmin, { strict: false }).execute(email);
  return `${email} is admin.`;
});
