import { RESAMPLER_KERNEL_BASE64 } from './resampler-kernel.js';
import { createTable, GROUP_OUTPUTS, type Table } from './resampler-table.js';

/** Where the memory's parts begin, in samples. The inputs are first, and the tables follow the outputs. */
const WINDOW_START = 0;
const OUTPUT_START = 4_096;
const TABLES_START = 20_480;

/** How many samples the filters' window takes; a group may read some that lie beyond. */
export const WINDOW_SAMPLES = OUTPUT_START - 512;
/** How many outputs one run can give. */
export const OUTPUT_SAMPLES = TABLES_START - OUTPUT_START - GROUP_OUTPUTS;

/** The exports of `resampler-kernel.wat`, which documents the parameters. */
interface Kernel {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly filter: (
    window: number,
    output: number,
    count: number,
    table: number,
    groupBytes: number,
    phases: number,
    phase: number,
    stepBytes: number,
    stepPhases: number,
    gain: number,
  ) => void;
}

/** The little of WebAssembly that is used here; TypeScript has its types in the DOM library only. */
interface WebAssemblyHost {
  readonly WebAssembly: {
    readonly Module: new (bytes: Uint8Array) => object;
    readonly Instance: new (module: object) => { readonly exports: unknown };
  };
}

export interface Filter extends Pick<Table, 'up' | 'down' | 'taps'> {
  /** Computes `count` outputs from the beginning of the window, the first of them in `phase`. */
  run(phase: number, count: number): void;
}

/** One for all streams: a stream brings its samples along, and takes its outputs away before another one runs. */
export interface Engine {
  /** Where a filter's samples go. */
  readonly window: Int16Array;
  /** Where its outputs are. */
  readonly output: Int16Array;
  /** The filter between two rates, in Hz; made once. */
  readonly filterFor: (from: number, to: number) => Filter;
}

function instantiate(): Kernel {
  const { Module, Instance } = (globalThis as unknown as WebAssemblyHost).WebAssembly;
  return new Instance(new Module(Buffer.from(RESAMPLER_KERNEL_BASE64, 'base64'))).exports as Kernel;
}

function createEngine(): Engine {
  const { memory, filter } = instantiate();
  const samples = new Int16Array(memory.buffer);
  const addressOf = (start: number): number => start * Int16Array.BYTES_PER_ELEMENT;
  const filters = new Map<string, Filter>();
  let tablesEnd = TABLES_START;

  const createFilter = (from: number, to: number): Filter => {
    const { up, down, taps, groups, groupLength, gain } = createTable(from, to);
    samples.set(groups, tablesEnd);
    const table = addressOf(tablesEnd);
    tablesEnd += groups.length;
    const window = addressOf(WINDOW_START);
    const output = addressOf(OUTPUT_START);
    const groupBytes = addressOf(groupLength);
    const stepBytes = addressOf(Math.floor((GROUP_OUTPUTS * down) / up));
    const stepPhases = (GROUP_OUTPUTS * down) % up;
    return {
      up,
      down,
      taps,
      run: (phase, count) => filter(window, output, count, table, groupBytes, up, phase, stepBytes, stepPhases, gain),
    };
  };

  return {
    window: samples.subarray(WINDOW_START, OUTPUT_START),
    output: samples.subarray(OUTPUT_START, TABLES_START),
    filterFor(from, to) {
      const key = `${from}:${to}`;
      const known = filters.get(key) ?? createFilter(from, to);
      filters.set(key, known);
      return known;
    },
  };
}

let engine: Engine | undefined;

/** The process's engine; compiled on first use. */
export function sharedEngine(): Engine {
  return (engine ??= createEngine());
}
