import type { Meter } from '../audio/meter.js';
import type { MicrophoneFault } from '../audio/microphone.js';
import type { Microphone } from '../voice-agent/state.js';
import { MicrophoneIcon, StopIcon } from './icons.js';
import { LevelMeter } from './level-meter.js';
import styles from './microphone-control.module.css';

export interface MicrophoneControlProps {
  readonly microphone: Microphone;
  readonly meter: Meter<number>;
  readonly isDisabled: boolean;
  readonly onStart: () => void;
  readonly onStop: () => void;
}

const FAULT_MESSAGES: Readonly<Record<MicrophoneFault, string>> = {
  refused: 'The browser was not allowed to use the microphone. Allow it in the address bar and try again, or type.',
  absent: 'No microphone was found. Plug one in and try again, or type.',
  busy: 'The microphone is in use by another program. Close that and try again, or type.',
  insecure: 'Browsers give a page the microphone only on https or localhost. You can still type.',
  lost: 'The microphone was unplugged. Start it again, or type.',
  failed: 'The microphone could not be started. Try again, or type.',
};

/** Starts and stops the microphone, and shows that it hears something. */
export function MicrophoneControl({ microphone, meter, isDisabled, onStart, onStop }: MicrophoneControlProps) {
  const isOpen = microphone.status === 'on' || microphone.status === 'starting';
  return (
    <>
      {microphone.status === 'failed' && (
        <p className={styles['fault']} role="alert" data-testid="microphone-fault" data-fault={microphone.fault}>
          {FAULT_MESSAGES[microphone.fault]}
        </p>
      )}
      <button
        type="button"
        className={styles['button']}
        data-testid="microphone"
        data-status={microphone.status}
        aria-label={isOpen ? 'Stop microphone' : 'Start microphone'}
        disabled={isDisabled}
        onClick={isOpen ? onStop : onStart}
      >
        {isOpen ? <StopIcon /> : <MicrophoneIcon />}
        <span className={styles['label']}>{isOpen ? 'Stop' : 'Speak'}</span>
        {isOpen && <LevelMeter meter={meter} />}
      </button>
    </>
  );
}
