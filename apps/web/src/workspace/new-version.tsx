import { servedBuildSchema } from "@spotlight/contracts";
import { type ReactElement, useEffect, useState } from "react";
import { useWorkspace } from "./context.tsx";

/** Whether the server serves another build than this page is; false when either has no name. */
export function isNewVersion(own: string | undefined, served: string | null): boolean {
  return own !== undefined && own !== "" && served !== null && served !== own;
}

/** A quiet line once the server, after a restart, serves a newer page than this one. */
export function NewVersion(): ReactElement | null {
  const { market } = useWorkspace();
  const [there, setThere] = useState(false);
  useEffect(() => {
    const own = import.meta.env.VITE_BUILD_ID;
    return market.stream.epochs.on(() => {
      market.api.get("/api/healthz", servedBuildSchema).then(
        ({ build }) => setThere(isNewVersion(own, build)),
        // The next life of the server is asked again.
        () => undefined,
      );
    });
  }, [market]);
  if (!there) return null;
  return (
    <p role="status" className="border-b border-hair bg-raised px-3 py-1 text-13 text-ink-2">
      A new version is there.{" "}
      <button type="button" className="text-focus underline" onClick={() => location.reload()}>
        Reload
      </button>
    </p>
  );
}
