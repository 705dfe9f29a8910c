import { readFile } from 'node:fs/promises';
import { describe, expect, it } from '@jest/globals';
import { createTable, type Table } from '../../../test-app/scripts/openai-proxy/audio/resampler-table.js';
import { createResampler, SAMPLE_RATES_HZ } from '../../../test-app/scripts/openai-proxy/audio/resampler.js';
import { compileKernelModule, KERNEL_MODULE } from './kernel-module.js';
import { concat } from './signal.js';

const PAIRS = SAMPLE_RATES_HZ.filter((rate) => rate !== 24_000).flatMap((rate) => [
  { from: rate, to: 24_000 as const },
  { from: 24_000 as const, to: rate },
]);

/** A phase's coefficients: the first of the four rows that are interleaved in its group, eight by eight. */
const rowOf = ({ groups, groupLength, taps }: Table, phase: number): number[] =>
  Array.from({ length: taps }, (_, tap) => groups[phase * groupLength + Math.floor(tap / 8) * 32 + (tap % 8)] ?? 0);

const absoluteSum = (row: readonly number[]): number => row.reduce((sum, value) => sum + Math.abs(value), 0);

describe('the compiled kernel', () => {
  it('is what its source compiles to', async () => {
    expect(await readFile(KERNEL_MODULE, 'utf8')).toBe(await compileKernelModule());
  });
});

describe('the loudest input there can be', () => {
  it.each(PAIRS)('is clipped, and never wraps around, from $from Hz to $to Hz', (rates) => {
    const table = createTable(rates.from, rates.to);
    const rows = Array.from({ length: table.up }, (_, phase) => rowOf(table, phase));
    const phase = rows.reduce((worst, row, i) => (absoluteSum(row) > absoluteSum(rows[worst] ?? []) ? i : worst), 0);
    let output = table.up;
    while ((output * table.down) % table.up !== phase || output * table.down < table.taps * table.up) output += 1;

    const start = Math.floor((output * table.down) / table.up) - (table.taps / 2 - 1);
    const input = new Int16Array(start + 2 * table.taps);
    input.set(rows[phase]?.map((coefficient) => (coefficient > 0 ? 32_767 : -32_768)) ?? [], start);
    const resample = (samples: Int16Array) => {
      const resampler = createResampler(rates);
      return concat([resampler.push(samples), resampler.flush()]);
    };
    expect(resample(input)[output]).toBe(32_767);
    expect(resample(input.map((sample) => ~sample))[output]).toBe(-32_768);
  });
});
