import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const START_LIMIT_MS = 60_000;

/** Whether programs can be held to a core: Linux with util-linux, and more than one core. */
export const canPin = availableParallelism() > 1 && spawnSync('taskset', ['-c', '0', 'true'], { stdio: 'ignore' }).status === 0;
export const SERVER_CORE = 0;
export const GENERATOR_CORE = 1;

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

/**
 * Starts a Node program on a core, with a control channel.
 * @param {number} core
 * @param {readonly string[]} args
 * @param {Record<string, string>} env
 */
export function fork(core, args, env) {
  const [command, ...rest] = canPin ? ['taskset', '-c', String(core), process.execPath, ...args] : [process.execPath, ...args];
  // Nobody reads the log: where it goes must cost all contenders the same.
  const child = spawn(command, rest, { env: { PATH: process.env.PATH ?? '', ...env }, stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'json' });
  running.add(child);
  let words = '';
  child.stderr.setEncoding('utf8').on('data', (text) => (words = (words + text).slice(-4_000)));
  const exited = new Promise((resolve) => child.once('close', (code, signal) => {
    running.delete(child);
    resolve(`ended (${code ?? signal}): ${words}`);
  }));
  return { child, exited };
}

/** A message of the child's that has the member, or the reason why there is none. */
function message(child, exited, member) {
  return new Promise((resolve, reject) => {
    const listen = (received) => {
      if (!(member in received)) return;
      child.off('message', listen);
      resolve(received[member]);
    };
    child.on('message', listen);
    exited.then((reason) => reject(new Error(`A program under measurement ${reason}`)));
  });
}

/** A contender's process. */
export class Server {
  /**
   * @param {string} program
   * @param {string} name of the contender
   * @param {Record<string, string>} env
   * @param {readonly string[]} [nodeArgs]
   * @returns {Promise<Server>} once it listens
   */
  static async start(program, name, env, nodeArgs = []) {
    const begun = performance.now();
    const { child, exited } = fork(SERVER_CORE, [...nodeArgs, program, name], env);
    const port = await Promise.race([message(child, exited, 'port'), late()]);
    return new Server(child, exited, port, begun);
  }

  constructor(child, exited, port, begun) {
    Object.assign(this, { child, exited, port, begun });
  }

  /** @returns {Promise<{ cpuMicros: number, rssBytes: number }>} since the process began */
  usage() {
    const answer = message(this.child, this.exited, 'usage');
    this.child.send('usage');
    return answer;
  }

  /** Asks the program for something else than its usage; it answers `done` or `failed`. @returns {Promise<any>} what is done */
  perform(task) {
    return new Promise((resolve, reject) => {
      const listen = ({ done, failed }) => {
        if (done === undefined && failed === undefined) return;
        this.child.off('message', listen);
        if (failed === undefined) resolve(done);
        else reject(new Error(failed));
      };
      this.child.on('message', listen);
      this.exited.then((reason) => reject(new Error(`The program under measurement ${reason}`)));
      this.child.send(task);
    });
  }

  async stop(signal = 'SIGKILL') {
    this.child.kill(signal);
    await this.exited;
  }
}

function late() {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error(`A contender did not listen within ${START_LIMIT_MS / 1000} s.`)), START_LIMIT_MS).unref());
}

/** The load generator. */
export class Generator {
  #waiting = new Map();
  #last = 0;

  constructor() {
    const { child, exited } = fork(GENERATOR_CORE, [new URL('generator.mjs', import.meta.url).pathname], {});
    this.child = child;
    child.on('message', ({ id, result, error }) => {
      const { resolve, reject } = this.#waiting.get(id);
      this.#waiting.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    });
    exited.then((reason) => this.#waiting.forEach(({ reject }) => reject(new Error(`The generator ${reason}`))));
  }

  #ask(command, rest) {
    const id = (this.#last += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.child.send({ id, command, ...rest });
    });
  }

  /** Gives it a named list of requests; a list that is given again replaces the one before. */
  load(name, list) {
    return this.#ask('load', { name, list });
  }

  run(slice) {
    return this.#ask('run', { slice });
  }

  stop() {
    this.child.kill('SIGKILL');
  }
}

/** CPU time of any process in microseconds; ticks of 10 ms. Linux only: undefined elsewhere. */
export function cpuMicrosOf(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1].split(' ');
    return (Number(fields[11]) + Number(fields[12])) * 10_000;
  } catch {
    return undefined;
  }
}
