import { BackendSwitch, type BackendSwitchProps } from './backend-switch.js';
import styles from './header.module.css';
import { LogoIcon } from './icons.js';

/** The page's name, and who answers; `choices` is empty until the server has said what it offers. */
export function Header(props: BackendSwitchProps) {
  return (
    <header className={styles['header']}>
      <LogoIcon />
      <div className={styles['titles']}>
        <h1>Voice agent</h1>
        <p>Deepgram’s Voice Agent protocol, answered by OpenAI Realtime</p>
      </div>
      {props.choices.length > 0 && <BackendSwitch {...props} />}
    </header>
  );
}
