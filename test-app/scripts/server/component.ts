import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { APP_ROOT } from './paths.js';

/** The user's own checkout of the component, of the package {@link COMPONENT_PACKAGE}. */
export type Component =
  | {
      readonly status: 'available';
      /** The checkout's folder. */
      readonly root: string;
      /** The module that the page imports. */
      readonly entry: string;
    }
  /** The reason is one sentence, without the path: browsers are told it. */
  | { readonly status: 'unavailable'; readonly reason: string };

export const COMPONENT_PACKAGE = '@signal-meaning/voice-agent-react';

const SOURCES = ['src/index.ts', 'src/index.tsx'];
const NOT_SET = `Set DG_REACT_AGENT to a checkout of ${COMPONENT_PACKAGE}.`;

const target = z.union([
  z.string(),
  z.looseObject({ import: z.string() }).transform((conditions) => conditions.import),
  z.looseObject({ default: z.string() }).transform((conditions) => conditions.default),
]);
const manifestSchema = z.looseObject({
  name: z.string().optional(),
  exports: z
    .union([target, z.looseObject({ '.': target }).transform((entries) => entries['.'])])
    .optional()
    .catch(undefined),
  module: z.string().optional().catch(undefined),
  main: z.string().optional().catch(undefined),
});

/**
 * Finds what to import: the sources of the checkout, or else what its package.json says is built. A path that is not
 * absolute begins at this repository's root.
 */
export function findComponent(path: string | undefined): Component {
  if (path === undefined) return { status: 'unavailable', reason: NOT_SET };
  const root = resolve(APP_ROOT, '..', path);
  const manifest = readManifest(root);
  if (manifest?.name !== COMPONENT_PACKAGE) {
    return { status: 'unavailable', reason: `DG_REACT_AGENT is not the folder of ${COMPONENT_PACKAGE}.` };
  }
  const built = [manifest.exports, manifest.module, manifest.main].filter((file) => file !== undefined);
  const entry = [...SOURCES, ...built].map((file) => join(root, file)).find((file) => existsSync(file));
  if (entry !== undefined) return { status: 'available', root, entry };
  return {
    status: 'unavailable',
    reason: 'DG_REACT_AGENT has neither src/index.ts nor what its package.json exports.',
  };
}

function readManifest(root: string): z.infer<typeof manifestSchema> | null {
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')));
  } catch {
    return null;
  }
}
