import { defineConfig } from "vite";

// The codecs' loaders ask for these under Node only; a browser never gets there.
const NOTHING = new URL("src/runtime/nothing.ts", import.meta.url).pathname;

export default defineConfig({
  resolve: { alias: { fs: NOTHING, path: NOTHING } },
  base: "/static/readingroom/",
  publicDir: false,
  build: {
    target: "es2022",
    // The first versions with light-dark(), which is therefore left as written.
    cssTarget: ["chrome123", "safari17.5", "firefox120"],
    outDir: "../src/readingroom/web/static/readingroom",
    emptyOutDir: true,
    manifest: true,
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 300,
    rolldownOptions: { input: { main: "src/main.ts", articles: "src/styles/articles.css", conference: "src/styles/conference.css", contributor: "src/styles/contributor.css", door: "src/styles/door.css", editor: "src/styles/editor.css", embed: "src/styles/embed.css", reviews: "src/styles/reviews.css", mine: "src/styles/mine.css", people: "src/styles/people.css", playlists: "src/styles/playlists.css", questions: "src/styles/questions.css", unknown: "src/styles/unknown.css", teacher: "src/styles/teacher.css" } },
  },
  worker: { format: "es" },
});
