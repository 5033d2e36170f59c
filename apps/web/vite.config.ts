import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { MARKET_STREAM_PATH } from "@spotlight/contracts";
import { defineConfig } from "vite";

const API = "http://127.0.0.1:8080";
const secure = process.env["VITE_HTTPS"] === "1";

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), tailwindcss()],
  resolve: { conditions: ["source", "module", "browser", "development|production"] },
  build: {
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: true,
    assetsInlineLimit: 0,
    target: "es2022",
    chunkSizeWarningLimit: 800,
  },
  server: {
    port: 5000,
    strictPort: true,
    proxy: { "/api": API, [MARKET_STREAM_PATH]: API },
    hmr: secure ? { protocol: "wss", clientPort: 443 } : { protocol: "ws" },
  },
});
