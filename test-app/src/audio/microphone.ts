import { createWorkletNode } from './worklet.js';

export type MicrophoneFault = 'refused' | 'absent' | 'busy' | 'insecure' | 'lost' | 'failed';

export interface MicrophoneHandlers {
  /** 40 ms of 16-bit mono PCM at the rate that was asked for; rms is 0 to 1. */
  readonly onFrame: (pcm: ArrayBuffer, rms: number) => void;
  /** The device went away. */
  readonly onLost: () => void;
}

const FAULTS: Readonly<Record<string, MicrophoneFault>> = {
  NotAllowedError: 'refused',
  SecurityError: 'refused',
  NotFoundError: 'absent',
  OverconstrainedError: 'absent',
  NotReadableError: 'busy',
  AbortError: 'busy',
};

/** Why `openMicrophone` failed. */
export function microphoneFault(error: unknown): MicrophoneFault {
  if (!window.isSecureContext) return 'insecure';
  return (error instanceof DOMException ? FAULTS[error.name] : undefined) ?? 'failed';
}

/**
 * Starts capturing.
 * @param sampleRate of the frames, in Hz, whatever rate the device runs at.
 * @returns a function that stops it and frees the device.
 * @throws what `microphoneFault` understands.
 */
export async function openMicrophone(sampleRate: number, handlers: MicrophoneHandlers): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const tracks = stream.getTracks();
  const context = new AudioContext({ latencyHint: 'interactive' });
  const stop = () => {
    for (const track of tracks) {
      track.onended = null;
      track.stop();
    }
    if (context.state !== 'closed') void context.close();
  };
  try {
    await context.resume();
    const node = await createWorkletNode(context, 'capture', {
      numberOfOutputs: 0,
      channelCount: 1,
      channelCountMode: 'explicit',
      processorOptions: { sampleRate },
    });
    node.port.onmessage = ({ data }: MessageEvent<{ pcm: ArrayBuffer; rms: number }>) => {
      handlers.onFrame(data.pcm, data.rms);
    };
    for (const track of tracks) {
      track.onended = () => {
        stop();
        handlers.onLost();
      };
    }
    context.createMediaStreamSource(stream).connect(node);
    return stop;
  } catch (error) {
    stop();
    throw error;
  }
}
