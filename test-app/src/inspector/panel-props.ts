/** What a panel beside the conversation is told of it. */
export interface PanelProps {
  /** The id in `Welcome` of the page's own connection, the latest; null before the first. */
  readonly requestId: string | null;
  /** Whether that connection is open. */
  readonly isLive: boolean;
}
