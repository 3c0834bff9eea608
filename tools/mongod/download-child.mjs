import { MongoBinary } from 'mongodb-memory-server-core';

try {
  console.log(`binary: ${await MongoBinary.getPath()}`);
} catch (error) {
  console.log(`failed: ${String(error instanceof Error ? error.message : error).split('\n')[0]?.replace(/, Details:\s*$/, '')}`);
  process.exit(1);
}
