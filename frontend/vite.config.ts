import { defineConfig } from "vite";

export default defineConfig({
  base: "/static/readingroom/",
  publicDir: false,
  build: {
    target: "es2022",
    outDir: "../src/readingroom/web/static/readingroom",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 300,
    rolldownOptions: { input: { main: "src/main.ts" } },
  },
  worker: { format: "es" },
});
