import { createContext, useCallback, useContext, useSyncExternalStore } from "react";
import type { AuthSession } from "./auth-session.ts";

export const AuthContext = createContext<AuthSession | null>(null);

/** The login of this browser; throws outside of the app. */
export function useAuth(): AuthSession {
  const auth = useContext(AuthContext);
  if (auth === null) throw new Error("useAuth outside of the app");
  return auth;
}

/** A value of the login; `read` must answer with the same value while nothing changed. */
export function useAuthFact<T>(read: (auth: AuthSession) => T): T {
  const auth = useAuth();
  const subscribe = useCallback((changed: () => void) => auth.changes.on(changed), [auth]);
  return useSyncExternalStore(subscribe, () => read(auth));
}
