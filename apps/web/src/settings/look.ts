import { useLayoutEffect, useSyncExternalStore } from "react";
import { type SettingsState, useSettings } from "../workspace/stores.ts";

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener("change", changed);
      return () => list.removeEventListener("change", changed);
    },
    () => matchMedia(query).matches,
  );
}

/** The theme that is shown: the chosen one, or what the system prefers. */
function useResolvedTheme(): Exclude<SettingsState["theme"], "system"> {
  const { theme } = useSettings();
  const light = useMedia("(prefers-color-scheme: light)");
  if (theme !== "system") return theme;
  return light ? "light" : "dark";
}

/** Whether nothing may move: by choice, or because the system asks for it. */
export function useReducedMotion(): boolean {
  const { motion } = useSettings();
  return useMedia("(prefers-reduced-motion: reduce)") || motion === "reduced";
}

/** Puts theme, palette and motion on the root element, where the style sheets read them. */
export function useLook(): void {
  const theme = useResolvedTheme();
  const { palette } = useSettings();
  const reduced = useReducedMotion();
  useLayoutEffect(() => {
    Object.assign(document.documentElement.dataset, {
      theme,
      palette,
      motion: reduced ? "reduced" : "full",
    });
  }, [theme, palette, reduced]);
}
