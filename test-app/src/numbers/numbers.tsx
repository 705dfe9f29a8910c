import { lazy, Suspense, useMemo } from 'react';
import { FeedNotice } from '../inspector/feed-notice.js';
import { useFeed } from '../inspector/feed.js';
import type { PanelProps } from '../panel-props.js';
import { connectionsIn } from '../inspector/state.js';
import styles from './numbers.module.css';
import { PRICES_DATE, PRICES_SOURCE } from './prices.js';
import { numbersOf, type Numbers, type Turn } from './turns.js';
import { totalOf, type Tokens } from './usage.js';

const LatencyChart = lazy(() => import('./latency-chart.js'));

/** Turns in the chart: the latest. */
const MAX_CHARTED = 10;
const KINDS: Readonly<Record<Turn['kind'], string>> = { spoken: 'spoken', typed: 'typed', agent: 'agent began' };

const whole = new Intl.NumberFormat('en');
const dollars = (cost: number | null): string => (cost === null ? 'no price' : `$${cost.toFixed(cost < 0.1 ? 5 : 2)}`);
const ms = (time: number | null): string => (time === null ? '–' : `${whole.format(Math.round(time))} ms`);
const share = (time: number): string => (time < 10 ? `${time.toFixed(1)} ms` : ms(time));
const seconds = (time: number): string => `${(time / 1_000).toFixed(1)} s`;

/** What each turn took, used and would cost. */
export default function NumbersPanel({ requestId, isLive, inspectorPath }: PanelProps) {
  const { status, records } = useFeed(inspectorPath);
  const numbers = useMemo(() => {
    const connections = connectionsIn(records);
    const shown = requestId !== null && connections.includes(requestId) ? requestId : connections.at(-1);
    return numbersOf(records.filter(({ connectionId }) => connectionId === shown));
  }, [records, requestId]);
  const named = numbers.turns.map((turn, index) => ({ name: `${index + 1}`, turn }));
  const charted = named.filter(({ turn }) => turn.firstAudioMs !== null).slice(-MAX_CHARTED);

  return (
    <section className={styles['numbers']} aria-label="Numbers" data-testid="numbers">
      {numbers.turns.length === 0 ? (
        <Nothing status={status} isLive={isLive} />
      ) : (
        <>
          <Totals numbers={numbers} />
          {charted.length > 0 && (
            <figure className={styles['chart']}>
              <figcaption>From the end of the user’s turn to the agent’s first audio, by turn</figcaption>
              <div aria-hidden="true">
                <Suspense fallback={<p className={styles['note']}>Loading the chart…</p>}>
                  <LatencyChart turns={charted} />
                </Suspense>
              </div>
            </figure>
          )}
          <TurnTable turns={named} />
          <p className={styles['note']}>
            Measured where the proxy stands. A spoken turn begins when turn detection reports the end of speech, which
            is its silence later than the last word. The proxy’s share is the time from a message’s arrival until the
            last that it led to is sent.
          </p>
          <p className={styles['note']} data-testid="price-note">
            Costs come from a table of prices per million tokens made on {PRICES_DATE} from{' '}
            <a href={PRICES_SOURCE} target="_blank" rel="noreferrer">
              OpenAI’s model pages
            </a>
            , not from a bill; the offline stand-in costs nothing.
          </p>
        </>
      )}
    </section>
  );
}

function Nothing({
  status,
  isLive,
}: {
  readonly status: ReturnType<typeof useFeed>['status'];
  readonly isLive: boolean;
}) {
  if (status !== 'live') return <FeedNotice status={status} />;
  return (
    <div className={styles['empty']}>
      <strong>No turn yet</strong>
      <p>
        {isLive ? 'Say something.' : 'Connect, and say something.'} What it takes, uses and would cost appears here.
      </p>
    </div>
  );
}

function Totals({ numbers }: { readonly numbers: Numbers }) {
  const { tokens, cost, audioInMs, audioOutMs, turns, model } = numbers;
  const facts: readonly (readonly [string, string, string])[] = [
    ['Cost by the table', dollars(cost), model || 'unknown model'],
    ['Tokens', whole.format(totalOf(tokens)), inOut(tokens)],
    ['Audio', seconds(audioInMs + audioOutMs), `${seconds(audioInMs)} in, ${seconds(audioOutMs)} out`],
    ['First audio, median', ms(median(turns)), `${turns.length} ${turns.length === 1 ? 'turn' : 'turns'}`],
  ];
  return (
    <dl className={styles['totals']} data-testid="numbers-totals">
      {facts.map(([name, value, remark]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd className={styles['value']}>{value}</dd>
          <dd className={styles['remark']}>{remark}</dd>
        </div>
      ))}
    </dl>
  );
}

const cachedOf = ({ textCached, audioCached, imageCached }: Tokens): number => textCached + audioCached + imageCached;

function inOut(tokens: Tokens): string {
  const output = tokens.textOut + tokens.audioOut;
  const cached = cachedOf(tokens);
  const input = whole.format(totalOf(tokens) - output);
  return `${input} in${cached > 0 ? ` (${whole.format(cached)} cached)` : ''}, ${whole.format(output)} out`;
}

function median(turns: readonly Turn[]): number | null {
  const times = turns.flatMap(({ firstAudioMs }) => firstAudioMs ?? []).toSorted((one, other) => one - other);
  return times[Math.floor(times.length / 2)] ?? null;
}

function TurnTable({ turns }: { readonly turns: readonly { readonly name: string; readonly turn: Turn }[] }) {
  return (
    <div className={styles['scroll']} tabIndex={0} role="region" aria-label="Turns">
      <table className={styles['table']}>
        <thead>
          <tr>
            <th scope="col">Turn</th>
            <th scope="col">First text</th>
            <th scope="col">First audio</th>
            <th scope="col">Functions</th>
            <th scope="col">Proxy</th>
            <th scope="col">Audio out</th>
            <th scope="col">Text tokens</th>
            <th scope="col">Audio tokens</th>
            <th scope="col">Cost</th>
          </tr>
        </thead>
        <tbody>
          {turns.map(({ name, turn }) => (
            <tr key={turn.id} data-testid="turn" data-kind={turn.kind}>
              <th scope="row">
                <span>
                  {name} · {KINDS[turn.kind]}
                </span>
                {turn.words !== '' && <span className={styles['words']}>{turn.words}</span>}
              </th>
              <td>{ms(turn.firstTextMs)}</td>
              <td>{ms(turn.firstAudioMs)}</td>
              <td>{turn.toolMs > 0 ? ms(turn.toolMs) : '–'}</td>
              <td>{turn.firstAudioMs === null ? '–' : share(turn.proxyMs)}</td>
              <td>{seconds(turn.audioOutMs)}</td>
              <td>
                {whole.format(turn.tokens.textIn + turn.tokens.textCached)} in, {whole.format(turn.tokens.textOut)} out
              </td>
              <td>
                {whole.format(turn.tokens.audioIn + turn.tokens.audioCached)} in, {whole.format(turn.tokens.audioOut)}{' '}
                out
              </td>
              <td data-testid="turn-cost">{dollars(turn.cost)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
