import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  // Server code restarts the process; it is no reason to reload the page.
  server: { watch: { ignored: ['**/scripts/**', '**/dist/**'] } },
  build: { outDir: 'dist/web', emptyOutDir: true, sourcemap: true },
});
