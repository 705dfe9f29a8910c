import { describe, expect, it } from '@jest/globals';
import { createHub, type HubBounds } from '../../../test-app/scripts/openai-proxy/inspector/hub.js';
import { startReader } from '../../../test-app/scripts/openai-proxy/inspector/reader.js';
import type { InspectorRecord, RecordBody } from '../../../test-app/scripts/openai-proxy/inspector/record.js';

const OPENED: RecordBody = { kind: 'opened', leg: 'client', detail: '', cause: null };
const CLOSED: RecordBody = { kind: 'closed', leg: 'client', code: 1000, detail: '', cause: null };

/** A sink that takes so many writes, until it is emptied. */
function createSink(room = Infinity) {
  const texts: string[] = [];
  let left = room;
  return {
    write(text: string) {
      texts.push(text);
      left -= 1;
      return left > 0;
    },
    refill: () => (left = room),
    /** `a1` for record 1 of connection a, `a5?` for a gap before record 5. */
    words: () =>
      texts
        .flatMap((text) => text.split('\n'))
        .filter((line) => line.startsWith('data: '))
        .map((line) => JSON.parse(line.slice(6)) as InspectorRecord)
        .map(({ kind, connectionId, seq }) => `${connectionId}${seq}${kind === 'gap' ? '?' : ''}`),
    text: () => texts.join(''),
  };
}

const world = (bounds: HubBounds = {}) => {
  const hub = createHub(bounds);
  return {
    hub,
    read: (
      sink: ReturnType<typeof createSink>,
      { position = 0, connectionId = undefined as string | undefined } = {},
    ) => startReader({ hub, sink, position, connectionId }),
  };
};

const times = (count: number, act: () => unknown): void => {
  for (let index = 0; index < count; index += 1) act();
};

describe('A reader of the inspector', () => {
  it('gets what was before it, of all connections in their common order, and then what comes', () => {
    const { hub, read } = world();
    const [a, b] = [hub.open('a'), hub.open('b')];
    a(OPENED);
    b(OPENED);
    a(OPENED);
    const sink = createSink();
    read(sink);
    b(OPENED);
    expect(sink.words()).toEqual(['a1', 'b1', 'a2', 'b2']);
  });

  it('gets nothing once it has stopped', () => {
    const { hub, read } = world();
    const sink = createSink();
    read(sink).stop();
    hub.open('a')(OPENED);
    expect(sink.words()).toEqual([]);
  });

  it('is written no more than it takes, and goes on where it was', () => {
    const { hub, read } = world();
    const sink = createSink(2);
    const reader = read(sink);
    times(
      5,
      (
        (publish) => () =>
          publish(OPENED)
      )(hub.open('a')),
    );
    expect(sink.words()).toEqual(['a1', 'a2']);
    sink.refill();
    reader.resume();
    expect(sink.words()).toEqual(['a1', 'a2', 'a3', 'a4']);
    sink.refill();
    reader.resume();
    expect(sink.words()).toEqual(['a1', 'a2', 'a3', 'a4', 'a5']);
  });

  it('is told of a gap where records were dropped that it had not read', () => {
    const { hub, read } = world({ records: 3 });
    const sink = createSink(1);
    const reader = read(sink);
    times(
      10,
      (
        (publish) => () =>
          publish(OPENED)
      )(hub.open('a')),
    );
    sink.refill();
    reader.resume();
    expect(sink.words()).toEqual(['a1', 'a8?', 'a8']);
  });

  it('is told of a gap when it comes after records were dropped', () => {
    const { hub, read } = world({ records: 2 });
    times(
      3,
      (
        (publish) => () =>
          publish(OPENED)
      )(hub.open('a')),
    );
    const sink = createSink();
    read(sink);
    expect(sink.words()).toEqual(['a2?', 'a2', 'a3']);
  });

  it('gets only what is behind the position at which it resumes', () => {
    const { hub, read } = world();
    times(
      3,
      (
        (publish) => () =>
          publish(OPENED)
      )(hub.open('a')),
    );
    const sink = createSink();
    read(sink, { position: 2 });
    expect(sink.words()).toEqual(['a3']);
    expect(sink.text()).toContain(`id: ${hub.id}.3\n`);
  });

  it('gets one connection only, where it asks for one', () => {
    const { hub, read } = world();
    const [a, b] = [hub.open('a'), hub.open('b')];
    a(OPENED);
    b(OPENED);
    const sink = createSink();
    read(sink, { connectionId: 'b' });
    a(OPENED);
    b(OPENED);
    expect(sink.words()).toEqual(['b1', 'b2']);
  });
});

describe('The inspector remembers', () => {
  const kept = (hub: ReturnType<typeof createHub>) =>
    [...hub.after(0, undefined)].map((entry) => `${entry.connectionId}${entry.seq}`);

  it('so many characters of a connection, but always its latest record', () => {
    const hub = createHub({ characters: 1 });
    times(
      3,
      (
        (publish) => () =>
          publish(OPENED)
      )(hub.open('a')),
    );
    expect(kept(hub)).toEqual(['a3']);
  });

  it('so many connections: those that have ended go first', () => {
    const hub = createHub({ connections: 2 });
    hub.open('a')(OPENED);
    const b = hub.open('b');
    b(OPENED);
    b(CLOSED);
    hub.open('c')(OPENED);
    expect(kept(hub)).toEqual(['a1', 'c1']);
    hub.open('d')(OPENED);
    expect(kept(hub)).toEqual(['c1', 'd1']);
  });

  it('nothing of a connection that was forgotten while it lives', () => {
    const hub = createHub({ connections: 1 });
    const a = hub.open('a');
    hub.open('b')(OPENED);
    expect(a(OPENED)).toBe(1);
    expect(kept(hub)).toEqual(['b1']);
  });
});
