import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The page. `npm run dev` adds the way to a running lab. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: "../dist/web", emptyOutDir: true, assetsInlineLimit: 0 },
});
