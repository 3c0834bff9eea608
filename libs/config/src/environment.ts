import { type Config, readConfig } from './config.js';

/**
 * The configuration of this process: its environment, and beneath it a `.env` file in the working directory when there is one.
 * @throws InvalidEnvironment
 */
export function loadConfig(): Config {
  try {
    process.loadEnvFile('.env');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  return readConfig(process.env);
}
