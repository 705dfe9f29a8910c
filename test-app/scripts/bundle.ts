import { readFileSync } from 'node:fs';
import { build, type Plugin } from 'esbuild';

export interface BundleOptions {
  readonly entryPoints: readonly string[];
  readonly outdir: string;
  /** Whether packages are compiled in, or found at run time. Default: `bundled`. */
  readonly packages?: 'bundled' | 'external';
}

/** Only ever imported on demand: a development tool, and packages that read files of their own at run time. */
const EXTERNAL = ['vite', '@echogarden/*', 'soundswallower'];

/**
 * Compiles programs for production with what they depend on: reading a few hundred files is most of what a start costs
 * otherwise. The code is not minified, so that stacks can be read without source maps, which Node would read at once.
 */
export async function bundle({ entryPoints, outdir, packages = 'bundled' }: BundleOptions): Promise<void> {
  await build({
    entryPoints: [...entryPoints],
    outdir,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    external: EXTERNAL,
    packages: packages === 'bundled' ? 'bundle' : 'external',
    // Tables, most of them of rare encodings: they are read when they are needed.
    loader: { '.json': 'copy' },
    legalComments: 'linked',
    sourcemap: 'linked',
    sourcesContent: false,
    // CommonJS packages ask for Node's own modules.
    banner: { js: "import{createRequire as requireFrom}from'node:module';const require=requireFrom(import.meta.url);" },
    plugins: [shareCopies],
    logLevel: 'warning',
  });
}

const PACKAGE_FILE = /^(?<root>.*\/node_modules\/(?<name>(?:@[^/]+\/)?[^/]+))(?<file>\/.*)$/;

/** npm may install one version of a package in several places; one of them is enough. */
const shareCopies: Plugin = {
  name: 'share-copies',
  setup(bundler) {
    const known = new Map<string, string>();
    bundler.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, kind, importer, resolveDir }) => {
      if (pluginData === 'asked' || kind === 'entry-point') return undefined;
      const found = await bundler.resolve(path, { kind, importer, resolveDir, pluginData: 'asked' });
      const { root, name, file } = PACKAGE_FILE.exec(found.path)?.groups ?? {};
      if (found.errors.length > 0 || root === undefined) return undefined;
      const { version } = JSON.parse(readFileSync(`${root}/package.json`, 'utf8')) as { readonly version: string };
      const key = `${name}@${version}${file}`;
      known.set(key, known.get(key) ?? found.path);
      return { ...found, path: known.get(key) ?? found.path };
    });
  },
};
