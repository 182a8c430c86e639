import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const cluster = process.env["VITE_CLUSTER"] ?? "http://localhost:8000";

/** The page. `npm run dev` leads everything but the page to a running cluster. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: { outDir: "../dist/web", emptyOutDir: true, assetsInlineLimit: 0 },
  server: { proxy: { "/socket.io": { target: cluster, ws: true }, "/api": cluster } },
});
