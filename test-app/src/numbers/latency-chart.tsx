import { Bar, BarChart, CartesianGrid, Legend, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import type { Turn } from './turns.js';

export interface LatencyChartProps {
  /** Turns with audio, and the number by which each is called. */
  readonly turns: readonly { readonly name: string; readonly turn: Turn }[];
}

const ROW_HEIGHT = 34;
const FRAME_HEIGHT = 78;
const TICK = { fontSize: 12, fill: 'var(--muted)' };

/** How long each turn took to its first audio, and where that time went. Loaded when there is something to draw. */
export default function LatencyChart({ turns }: LatencyChartProps) {
  const rows = turns.map(({ name, turn }) => ({
    name,
    OpenAI: Math.max(0, Math.round((turn.firstAudioMs ?? 0) - turn.toolShareMs - turn.proxyMs)),
    Functions: Math.round(turn.toolShareMs),
    Proxy: Math.round(10 * turn.proxyMs) / 10,
  }));
  return (
    <ResponsiveContainer width="100%" height={rows.length * ROW_HEIGHT + FRAME_HEIGHT}>
      <BarChart
        layout="vertical"
        data={rows}
        margin={{ top: 4, right: 16, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid horizontal={false} stroke="var(--line)" />
        <XAxis type="number" unit=" ms" tick={TICK} stroke="var(--line)" />
        <YAxis type="category" dataKey="name" width={34} tick={TICK} stroke="var(--line)" />
        <Tooltip
          cursor={{ fill: 'var(--sunken)' }}
          formatter={(value) => `${String(value)} ms`}
          contentStyle={{ background: 'var(--surface)', border: '1px solid var(--line)', borderRadius: 8 }}
        />
        <Legend itemSorter={null} wrapperStyle={{ fontSize: 12 }} />
        <Bar dataKey="OpenAI" stackId="turn" fill="var(--state-speaking)" barSize={16} isAnimationActive={false} />
        <Bar dataKey="Functions" stackId="turn" fill="var(--warn)" barSize={16} isAnimationActive={false} />
        <Bar dataKey="Proxy" stackId="turn" fill="var(--accent)" barSize={16} isAnimationActive={false} />
      </BarChart>
    </ResponsiveContainer>
  );
}
