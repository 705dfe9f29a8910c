const ERRNO = { success: 0, badFile: 8, noEntry: 44 } as const;
const FILE_TYPE = { device: 2, directory: 3, file: 4 } as const;
const WHENCE = { set: 0, current: 1 } as const;
const ROOT_FD = 3;
const FILE_FD = 4;
const IOVEC_BYTES = 8;
const ALL_RIGHTS = 0xffff_ffff_ffff_ffffn;

class Exit extends Error {
  constructor(readonly code: number) {
    super(`exit ${code}`);
  }
}

/** A growing file in memory. */
class MemoryFile {
  private content = new Uint8Array(65_536);
  private length = 0;
  private position = 0;

  write(bytes: Uint8Array): void {
    const end = this.position + bytes.length;
    if (end > this.content.length) {
      const grown = new Uint8Array(2 * end);
      grown.set(this.content);
      this.content = grown;
    }
    this.content.set(bytes, this.position);
    this.position = end;
    this.length = Math.max(this.length, end);
  }

  seek(offset: number, whence: number): number {
    const base = whence === WHENCE.set ? 0 : whence === WHENCE.current ? this.position : this.length;
    this.position = Math.max(0, base + offset);
    return this.position;
  }

  bytes(): Uint8Array {
    return this.content.subarray(0, this.length);
  }
}

/**
 * Runs a WASI command that reads its arguments only and writes at most one file, and returns that file. Everything
 * stays in memory: `node:wasi` crashes the process after some runs of such a module. Blocks until the command ends.
 * @throws {Error} when the command exits with a code other than 0, or traps.
 */
export function runWasiCommand(module: WebAssembly.Module, args: readonly string[]): Uint8Array {
  const encoded = args.map((arg) => new TextEncoder().encode(`${arg}\0`));
  const file = new MemoryFile();
  const view = (): DataView => new DataView(memory.buffer);
  const slice = (at: number, length: number): Uint8Array => new Uint8Array(memory.buffer, at, length);

  const writeAll = (fd: number, vectors: number, count: number, writtenAt: number): number => {
    let written = 0;
    for (let vector = vectors; vector < vectors + count * IOVEC_BYTES; vector += IOVEC_BYTES) {
      const bytes = slice(view().getUint32(vector, true), view().getUint32(vector + 4, true));
      if (fd === FILE_FD) file.write(bytes);
      written += bytes.length;
    }
    view().setUint32(writtenAt, written, true);
    return ERRNO.success;
  };

  const wasi = {
    args_sizes_get(countAt: number, bytesAt: number) {
      view().setUint32(countAt, encoded.length, true);
      const bytes = encoded.reduce((sum, arg) => sum + arg.length, 0);
      view().setUint32(bytesAt, bytes, true);
      return ERRNO.success;
    },
    args_get(pointersAt: number, bytesAt: number) {
      let at = bytesAt;
      encoded.forEach((arg, i) => {
        view().setUint32(pointersAt + 4 * i, at, true);
        slice(at, arg.length).set(arg);
        at += arg.length;
      });
      return ERRNO.success;
    },
    clock_time_get(_clock: number, _precision: bigint, timeAt: number) {
      view().setBigUint64(timeAt, 0n, true);
      return ERRNO.success;
    },
    fd_prestat_get(fd: number, at: number) {
      if (fd !== ROOT_FD) return ERRNO.badFile;
      view().setUint32(at, 0, true);
      view().setUint32(at + 4, 1, true);
      return ERRNO.success;
    },
    fd_prestat_dir_name(_fd: number, at: number) {
      slice(at, 1).set([0x2f]);
      return ERRNO.success;
    },
    fd_fdstat_get(fd: number, at: number) {
      const type = fd === ROOT_FD ? FILE_TYPE.directory : fd === FILE_FD ? FILE_TYPE.file : FILE_TYPE.device;
      view().setUint32(at, type, true);
      view().setUint32(at + 4, 0, true);
      view().setBigUint64(at + 8, ALL_RIGHTS, true);
      view().setBigUint64(at + 16, ALL_RIGHTS, true);
      return ERRNO.success;
    },
    fd_fdstat_set_flags: () => ERRNO.success,
    fd_close: () => ERRNO.success,
    fd_read(_fd: number, _vectors: number, _count: number, readAt: number) {
      view().setUint32(readAt, 0, true);
      return ERRNO.success;
    },
    fd_write: writeAll,
    fd_seek(fd: number, offset: bigint, whence: number, positionAt: number) {
      if (fd !== FILE_FD) return ERRNO.badFile;
      view().setBigUint64(positionAt, BigInt(file.seek(Number(offset), whence)), true);
      return ERRNO.success;
    },
    path_open(...values: number[]) {
      const CREATE = 1;
      const [openFlags = 0, fdAt = 0] = [values[4], values[8]];
      if ((openFlags & CREATE) === 0) return ERRNO.noEntry;
      view().setUint32(fdAt, FILE_FD, true);
      return ERRNO.success;
    },
    proc_exit(code: number): never {
      throw new Exit(code);
    },
  };

  const { exports } = new WebAssembly.Instance(module, { wasi_snapshot_preview1: wasi });
  const memory = exports['memory'] as WebAssembly.Memory;
  try {
    (exports['_start'] as () => void)();
  } catch (error) {
    if (!(error instanceof Exit)) throw error;
    if (error.code !== 0) throw new Error(`The command ended with exit code ${error.code}.`, { cause: error });
  }
  return file.bytes();
}
