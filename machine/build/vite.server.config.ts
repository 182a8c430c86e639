import path from "node:path";
import { defineConfig } from "vite";
import { leaveOutUnused } from "./leave-out-unused.ts";

/**
 * Builds an instance into `dist/server/main.js` and the parts that it loads only when needed. Its packages are bundled:
 * reading and linking several hundred files would be half of the time that an instance takes to start.
 */
export default defineConfig({
  root: path.resolve(import.meta.dirname, "../.."),
  publicDir: false,
  plugins: [leaveOutUnused()],
  ssr: { noExternal: true },
  build: {
    ssr: "server/main.ts",
    outDir: "dist/server",
    emptyOutDir: true,
    target: "node20",
    rollupOptions: { output: { entryFileNames: "main.js", chunkFileNames: "[name].js" } },
  },
});
