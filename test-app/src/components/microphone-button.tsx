import type { Meter } from '../audio/meter.js';
import type { MicrophoneFault } from '../audio/microphone.js';
import type { Connection, Microphone } from '../voice-agent/state.js';
import { MicrophoneIcon, MutedIcon } from './icons.js';
import { LevelMeter } from './level-meter.js';
import styles from './microphone-button.module.css';

export interface MicrophoneButtonProps {
  readonly phase: Connection['phase'];
  readonly microphone: Microphone;
  readonly meter: Meter<number>;
  readonly isDisabled: boolean;
  readonly onTalk: () => void;
  readonly onMute: () => void;
  readonly onCancel: () => void;
}

const FAULT_MESSAGES: Readonly<Record<MicrophoneFault, string>> = {
  refused: 'The browser was not allowed to use the microphone. Allow it in the address bar and try again, or type.',
  absent: 'No microphone was found. Plug one in and try again, or type.',
  busy: 'The microphone is in use by another program. Close that and try again, or type.',
  insecure: 'Browsers give a page the microphone only on https or localhost. You can still type.',
  lost: 'The microphone was unplugged. Start it again, or type.',
  failed: 'The microphone could not be started. Try again, or type.',
};

/** Why the microphone is not on, and the way on. */
export function MicrophoneFaultLine({
  microphone,
  onRetry,
}: {
  readonly microphone: Microphone;
  readonly onRetry: () => void;
}) {
  if (microphone.status !== 'failed') return null;
  return (
    <p className={styles['fault']} role="alert" data-testid="microphone-fault" data-fault={microphone.fault}>
      {FAULT_MESSAGES[microphone.fault]}{' '}
      <button type="button" data-testid="microphone-retry" onClick={onRetry}>
        Try again
      </button>
    </p>
  );
}

/** Begins to talk, then mutes and unmutes, and shows that the microphone hears something. */
export function MicrophoneButton(props: MicrophoneButtonProps) {
  const { phase, microphone, meter, isDisabled, onTalk, onMute, onCancel } = props;
  const isOpen = microphone.status === 'on' || microphone.status === 'starting';
  const isIdle = phase === 'disconnected' || phase === 'closed';
  const label = phase === 'connecting' ? 'Cancel' : isIdle ? 'Talk' : isOpen ? 'Mute' : 'Unmute';
  return (
    <button
      type="button"
      className={isIdle ? styles['idle'] : styles['button']}
      data-testid="microphone"
      data-status={microphone.status}
      disabled={isDisabled && phase !== 'connecting'}
      onClick={phase === 'connecting' ? onCancel : isOpen ? onMute : onTalk}
    >
      {isOpen || isIdle ? <MicrophoneIcon /> : <MutedIcon />}
      <span className={styles['label']}>{label}</span>
      {isOpen && <LevelMeter meter={meter} />}
    </button>
  );
}
