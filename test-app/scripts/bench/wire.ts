import { randomBytes } from 'node:crypto';

/* Just enough of RFC 6455 for a load that costs less than what it loads: whole frames, no fragments. */

export const OPCODE = { text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const;

export interface Frame {
  readonly opcode: number;
  /** As it came, masked or not; see {@link unmasked}. Valid during the call only. */
  readonly payload: Buffer;
  readonly mask: Buffer | null;
}

/** A client's frames are `masked`, with a random mask; a server's are `plain`. */
export type Masking = 'masked' | 'plain';

const MAX_SHORT_LENGTH = 125;
const MAX_MEDIUM_LENGTH = 0xffff;

/** Encodes one whole frame. */
export function encodeFrame(opcode: number, payload: Buffer, masking: Masking): Buffer {
  const { length } = payload;
  const extended = Buffer.alloc(length <= MAX_SHORT_LENGTH ? 0 : length <= MAX_MEDIUM_LENGTH ? 2 : 8);
  if (extended.length === 2) extended.writeUInt16BE(length);
  if (extended.length === 8) extended.writeBigUInt64BE(BigInt(length));
  const shortLength = extended.length === 0 ? length : extended.length === 2 ? 126 : 127;
  const head = Buffer.from([0x80 | opcode, (masking === 'masked' ? 0x80 : 0) | shortLength]);
  if (masking === 'plain') return Buffer.concat([head, extended, payload]);
  const mask = randomBytes(4);
  return Buffer.concat([head, extended, mask, applyMask(payload, mask, 0)]);
}

/** The payload's bytes from `start` to before `end`, in clear. A copy if they were masked. */
export function unmasked({ payload, mask }: Frame, start = 0, end = payload.length): Buffer {
  const part = payload.subarray(start, end);
  return mask === null ? part : applyMask(part, mask, start);
}

function applyMask(bytes: Buffer, mask: Buffer, start: number): Buffer {
  const result = Buffer.allocUnsafe(bytes.length);
  bytes.forEach((byte, index) => (result[index] = byte ^ (mask[(start + index) & 3] ?? 0)));
  return result;
}

/** Returns what takes the stream's chunks, in any division, and hands on the whole frames in them. */
export function createFrameReader(onFrame: (frame: Frame) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let offset = 0;
    for (
      let head = readHead(bytes, offset);
      head !== null && head.end <= bytes.length;
      head = readHead(bytes, offset)
    ) {
      offset = head.end;
      onFrame({ opcode: head.opcode, payload: bytes.subarray(head.start, head.end), mask: head.mask });
    }
    rest = bytes.subarray(offset);
  };
}

function readHead(bytes: Buffer, offset: number) {
  if (bytes.length < offset + 2) return null;
  const shortLength = bytes.readUInt8(offset + 1) & 0x7f;
  const isMasked = bytes.readUInt8(offset + 1) > 0x7f;
  const extendedLength = shortLength === 127 ? 8 : shortLength === 126 ? 2 : 0;
  const maskAt = offset + 2 + extendedLength;
  const start = maskAt + (isMasked ? 4 : 0);
  if (bytes.length < start) return null;
  const length =
    extendedLength === 8
      ? Number(bytes.readBigUInt64BE(offset + 2))
      : extendedLength === 2
        ? bytes.readUInt16BE(offset + 2)
        : shortLength;
  const mask = isMasked ? bytes.subarray(maskAt, start) : null;
  return { opcode: bytes.readUInt8(offset) & 0x0f, mask, start, end: start + length };
}
