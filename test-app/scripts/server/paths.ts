import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

const findPackage = (folder: string): string =>
  existsSync(join(folder, 'package.json')) || dirname(folder) === folder ? folder : findPackage(dirname(folder));

/** The folder of the test app. The sources and the bundle lie at different depths below it. */
export const APP_ROOT = findPackage(import.meta.dirname);
/** Where `vite build` puts the page. */
export const WEB_ROOT = join(APP_ROOT, 'dist', 'web');
/** Variables for this machine; the file need not exist. */
export const ENV_FILE = join(APP_ROOT, '..', '.env');
