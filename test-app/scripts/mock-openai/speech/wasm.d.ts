/** The little of WebAssembly that is used here; TypeScript has its types in the DOM library only. */
declare namespace WebAssembly {
  interface Memory {
    readonly buffer: ArrayBuffer;
  }
  type ImportedFunction = (...values: never[]) => number | undefined;
  class Module {
    private readonly opaque: never;
  }
  class Instance {
    constructor(module: Module, imports: Record<string, Record<string, ImportedFunction>>);
    readonly exports: Record<string, unknown>;
  }
  function compile(bytes: Uint8Array): Promise<Module>;
}

declare module '@echogarden/fvad-wasm' {
  export interface Fvad {
    /** Replaced when the memory grows: read it anew after each allocation. */
    readonly HEAP16: Int16Array;
    _malloc(bytes: number): number;
    _fvad_new(): number;
    _fvad_free(handle: number): void;
    /** 0 to 3: from lenient to strict. */
    _fvad_set_mode(handle: number, mode: number): number;
    _fvad_set_sample_rate(handle: number, hz: number): number;
    /** 10, 20 or 30 ms; 1 for speech, 0 for none, -1 for a wrong length. */
    _fvad_process(handle: number, samples: number, length: number): number;
  }
  export default function createModule(): Promise<Fvad>;
}
