import path from "node:path";
import { defineConfig } from "vite";

/** Builds an instance into one file, `dist/server/main.js`; what it depends on stays outside. */
export default defineConfig({
  root: path.resolve(import.meta.dirname, "../.."),
  publicDir: false,
  build: {
    ssr: "server/main.ts",
    outDir: "dist/server",
    emptyOutDir: true,
    target: "node20",
    rollupOptions: { output: { entryFileNames: "main.js" } },
  },
});
