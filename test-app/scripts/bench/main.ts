import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { performance } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { format, resolveConfig } from 'prettier';
import { bundlePrograms } from './bundle.js';
import { describeMachine, loadAverage } from './machine.js';
import { FULL_PLAN, QUICK_PLAN, SECTIONS } from './plan.js';
import { renderReport } from './report.js';
import { runBench } from './run.js';
import { resultTables } from './tables.js';

const REPORT = fileURLToPath(new URL('../../../docs/BENCHMARKS.md', import.meta.url));

const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    out: { type: 'string' },
    'cpu-prof': { type: 'string' },
  },
});
const unknown = values.only.filter((name) => !SECTIONS.some((section) => section === name));
if (unknown.length > 0) throw new Error(`--only takes ${SECTIONS.join(', ')}; not ${unknown.join(', ')}.`);

const markdown = async (text: string): Promise<string> =>
  format(text, { ...(await resolveConfig(REPORT)), parser: 'markdown' });

const isComplete = !values.quick && values.only.length === 0;
const out = values.out === undefined ? (isComplete ? REPORT : undefined) : resolve(values.out);
const profileFolder = values['cpu-prof'];
const before = loadAverage();
const startedAt = new Date();
const beganAt = performance.now();

await bundlePrograms();
const results = await runBench({
  plan: values.quick ? QUICK_PLAN : FULL_PLAN,
  sections: values.only.length === 0 ? SECTIONS : SECTIONS.filter((section) => values.only.includes(section)),
  profileFolder: profileFolder === undefined ? undefined : resolve(profileFolder),
  onProgress: (line) => console.error(line),
});

console.log(await markdown(resultTables(results)));
if (out !== undefined) {
  const options = [...(values.quick ? ['--quick'] : []), ...values.only.map((name) => `--only=${name}`)];
  const facts = {
    machine: describeMachine(),
    startedAt,
    tookMs: performance.now() - beganAt,
    load: { before, after: loadAverage() },
    command: ['npm run bench', ...(options.length > 0 ? ['--', ...options] : [])].join(' '),
  };
  await writeFile(out, await markdown(renderReport(results, facts)));
  console.log(`Written to ${out}.`);
}
