import tailwindcss from "@tailwindcss/vite";
import basicSsl from "@vitejs/plugin-basic-ssl";
import react from "@vitejs/plugin-react";
import { MARKET_STREAM_PATH } from "@spotlight/contracts";
import { defineConfig } from "vite";

const { PORT, VITE_API_BASE, VITE_HTTPS, VITE_UNIFIED_DEV } = process.env;
/** Where Vite, when it stands before the API, passes requests on to. */
const api = VITE_API_BASE || `http://127.0.0.1:${PORT || "8080"}`;
/**
 * The page is developed over https, so its updates come by `wss`. In split development Vite serves https itself, with a
 * certificate of its own; in unified development a proxy before the server does.
 */
const secure = VITE_HTTPS === "1";

export default defineConfig(({ command }) => {
  const developing = command === "serve";
  return {
    root: import.meta.dirname,
    plugins: [
      react(),
      tailwindcss(),
      ...(developing && secure && VITE_UNIFIED_DEV !== "1" ? [basicSsl()] : []),
    ],
    resolve: { conditions: ["spotlight-source", "module", "browser", "development|production"] },
    // While developing the page asks its own origin, which passes on to the API.
    define: developing ? { "import.meta.env.VITE_API_BASE": '""' } : {},
    build: {
      outDir: "dist",
      emptyOutDir: true,
      sourcemap: true,
      assetsInlineLimit: 0,
      target: "es2022",
      chunkSizeWarningLimit: 1_000,
    },
    server: {
      port: 5000,
      strictPort: true,
      proxy: { "/api": api, [MARKET_STREAM_PATH]: api },
      ws: { protocol: secure ? "wss" : "ws" },
    },
  };
});
