import path from "node:path";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The chat, and the console of the control API. `npm run dev` adds the way to a running lab. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    rollupOptions: {
      input: ["index.html", "console/index.html"].map((page) => path.join(import.meta.dirname, page)),
    },
  },
});
