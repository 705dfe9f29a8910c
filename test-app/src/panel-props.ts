/** What a panel is told about the conversation beside it. */
export interface PanelProps {
  /** Of the newest connection, from Welcome; null before the first one. */
  readonly requestId: string | null;
  /** Whether that connection is established. */
  readonly isLive: boolean;
  /** Where the server tells what passes on the wires of the agent that was chosen. */
  readonly inspectorPath: string;
}
