import { sentenceOf, Sentence } from './cli/sentence.ts';

const USAGE = `plumbline-audit <command>
  init URL                 writes plumbline-audit.yml, with all that can be found out
  run [TARGET-FILE]        audits the service
  show REPORT              prints a report in another form
  compare OLD NEW          what got better, what got worse
  explain [CHECK]          why a check matters, how it measures, how to mend what it finds
  claims FILE REPORT       holds stated figures against measured ones
Each takes --help; --version says which one this is. Exit codes: 0 ready, 1 blocked, 2 warnings or not proven, 3 could not run.`;

const COULD_NOT_RUN = 3;

/** @returns the exit code. */
async function main([command, ...args]: readonly string[]): Promise<number> {
  const { COMMANDS } = await import('./cli/commands.ts');
  const found = COMMANDS[command ?? ''];
  if (found === undefined) {
    if (command === undefined || command === '--help' || command === 'help') {
      process.stdout.write(`${USAGE}\n`);
      return 0;
    }
    if (command === '--version') {
      const { version } = await import('./cli/run.ts');
      process.stdout.write(`${version()}\n`);
      return 0;
    }
    throw new Sentence(`There is no command ${command}: plumbline-audit <${Object.keys(COMMANDS).join(' | ')}>`);
  }
  if (args.includes('--help')) {
    process.stdout.write(`${found.usage}\n`);
    return 0;
  }
  try {
    return await found.run(args, process.env);
  } catch (error) {
    const { unknownOption } = await import('./cli/arguments.ts');
    throw unknownOption(error, found.usage) ?? error;
  }
}

// `plumbline-audit explain | head` is no fault.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  process.exit(error.code === 'EPIPE' ? 0 : COULD_NOT_RUN);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${sentenceOf(error)}\n`);
  process.exitCode = COULD_NOT_RUN;
}
