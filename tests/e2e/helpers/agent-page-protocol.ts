/** What a page tells the test. */
export type PageReport =
  | { readonly type: 'message'; readonly message: unknown }
  | { readonly type: 'audio'; readonly base64: string }
  /** What a faultless server never makes the client notice. */
  | { readonly type: 'fault'; readonly fault: string }
  | { readonly type: 'closed'; readonly code: number };

/** What a page lets the test do, as its global `agent`. */
export interface PageAgent {
  /** @param url where the proxy is to see the agent's socket */
  connect(url: string, settings: object): Promise<void>;
  send(message: { readonly type: string }): void;
  /** The user says something; resolves when it was sent, or has been begun. */
  speak(): Promise<void> | void;
  close(): void;
}

export function toBase64(audio: ArrayBuffer): string {
  let binary = '';
  for (const byte of new Uint8Array(audio)) binary += String.fromCharCode(byte);
  return btoa(binary);
}
