import type { WebSocket } from 'ws';

/** Pings a socket and terminates it when a ping goes unanswered. Returns what stops it. */
export function startHeartbeat(socket: WebSocket, intervalMs: number): () => void {
  let state: 'alive' | 'asked' = 'alive';
  const onPong = () => {
    state = 'alive';
  };
  const timer = setInterval(() => {
    if (state === 'asked') return socket.terminate();
    state = 'asked';
    if (socket.readyState === socket.OPEN) socket.ping();
  }, intervalMs);
  socket.on('pong', onPong);
  return () => {
    clearInterval(timer);
    socket.off('pong', onPong);
  };
}
