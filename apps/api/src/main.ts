import { type Config, InvalidEnvironment, loadConfig } from '@plumbline/config';

/** What is wrong with the environment is said at once: to load the service takes many times as long as to read it. */
function configOrEnd(): Config {
  try {
    return loadConfig();
  } catch (error) {
    if (!(error instanceof InvalidEnvironment)) throw error;
    process.stderr.write(`${error.message}\n`);
    return process.exit(1);
  }
}

const config = configOrEnd();
const { serve } = await import('./serve.js');
await serve(config);
