import { useSyncExternalStore } from "react";
import { type OpenPanels, type PanelId, useDesk } from "./stores.ts";

/** Below this width the side panels are closed until asked for, and remembered apart. */
const NARROW = "(max-width: 959px)";

function isNarrow(): boolean {
  return matchMedia(NARROW).matches;
}

function subscribe(changed: () => void): () => void {
  const query = matchMedia(NARROW);
  query.addEventListener("change", changed);
  return () => query.removeEventListener("change", changed);
}

/** Whether the window is too narrow for panels on both sides. */
function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, isNarrow);
}

/** Which panels are open in this window. */
export function useOpenPanels(): OpenPanels {
  const narrow = useNarrow();
  return useDesk((desk) => (narrow ? desk.narrow : desk.wide));
}

/** Opens a panel. */
export function showPanel(id: PanelId): void {
  const { narrow, wide } = useDesk.getState();
  if (!(isNarrow() ? narrow : wide)[id]) togglePanel(id);
}

/** Opens or closes a panel. A narrow window holds one at a time. */
export function togglePanel(id: PanelId): void {
  const { narrow, wide } = useDesk.getState();
  if (isNarrow()) useDesk.setState({ narrow: { watch: false, market: false, [id]: !narrow[id] } });
  else useDesk.setState({ wide: { ...wide, [id]: !wide[id] } });
}
