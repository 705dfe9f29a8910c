import type { ServerMessage } from '../protocol/agent-server.js';
import type { ActiveResponse, ReadyState, TurnClock } from './state.js';

/** Whole milliseconds, in seconds; what came before its cause counts as immediate. */
export const seconds = (ms: number): number => Math.max(0, Math.round(ms)) / 1_000;

/** The latencies of `AgentStartedSpeaking`: the speech of this response begins at `now`. */
export function speakingLatencies({ textAt, clock: { inputAt } }: ActiveResponse, now: number) {
  const thoughtAt = textAt ?? now;
  return {
    total_latency: seconds(now - inputAt),
    ttt_latency: seconds(thoughtAt - inputAt),
    tts_latency: seconds(now - thoughtAt),
  };
}

/**
 * What a turn took, in seconds. All but `tts_latency` and `stt_latency` count from the end of the user's input. None
 * for a turn without output.
 */
export function latencyReport(
  { inputAt, textAt, toolAt, audioAt }: TurnClock,
  { transcript }: ReadyState,
): readonly ServerMessage[] {
  const first = [textAt, toolAt, audioAt].filter((at) => at !== null);
  if (first.length === 0) return [];
  const sttMs = transcript.status === 'settled' ? transcript.tookMs : null;
  return [
    {
      type: 'LatencyReport',
      ...(sttMs !== null && { stt_latency: seconds(sttMs) }),
      ttt_token_latency: seconds(Math.min(...first) - inputAt),
      ...(textAt !== null && { ttt_text_latency: seconds(textAt - inputAt) }),
      ...(toolAt !== null && { ttt_tool_latency: seconds(toolAt - inputAt) }),
      ...(audioAt !== null && {
        tts_latency: seconds(audioAt - (textAt ?? audioAt)),
        total_latency: seconds(audioAt - inputAt),
      }),
    },
  ];
}
