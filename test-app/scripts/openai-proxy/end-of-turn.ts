let waiting: (() => void)[] = [];

function settle(): void {
  const due = waiting;
  waiting = [];
  let done = 0;
  try {
    for (const each of due) {
      done += 1;
      each();
    }
  } finally {
    // One that throws is no reason for the others to wait for ever.
    if (done < due.length) {
      if (waiting.length === 0) setImmediate(settle);
      waiting = [...due.slice(done), ...waiting];
    }
  }
}

/**
 * Calls back when the event loop has handled all that it found to read. What many connections put off until then is
 * done in one go: their frames leave together, and wake each receiver once.
 */
export function atEndOfTurn(callback: () => void): void {
  if (waiting.push(callback) === 1) setImmediate(settle);
}
