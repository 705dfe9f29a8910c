import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [react()],
  resolve: {
    alias: {
      // The host puts the user's checkout in its place, if there is one.
      '@signal-meaning/voice-agent-react': fileURLToPath(
        new URL('src/component-client/no-checkout.ts', import.meta.url),
      ),
    },
  },
  // Server code restarts the process; it is no reason to reload the page.
  server: { watch: { ignored: ['**/scripts/**', '**/dist/**'] } },
  build: { outDir: 'dist/web', emptyOutDir: true, sourcemap: true, manifest: true },
});
