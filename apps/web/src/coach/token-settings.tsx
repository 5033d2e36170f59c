import type { TokenScope, TokenSummary } from "@spotlight/contracts";
import { type FormEvent, type ReactElement, useCallback, useEffect, useState } from "react";
import { ApiError } from "../stream/index.ts";
import { Button } from "../ui/button.tsx";
import { Labelled } from "../ui/labelled.tsx";
import { FIELD } from "../ui/select.tsx";
import { useWorkspace } from "../workspace/context.tsx";

const SCOPES = { read: "Look only", act: "Look, and act for me" } as const;

function dayOf(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function Made({ token }: { readonly token: string }): ReactElement {
  return (
    <div className="rounded-6 border border-focus bg-raised-1 px-3 py-2 text-13" data-testid="token-made">
      <p>This is the only time that the token is shown. Copy it now.</p>
      <code className="block py-1 font-mono text-12 break-all select-all">{token}</code>
    </div>
  );
}

function TokenRow(props: {
  readonly token: TokenSummary;
  readonly onRevoke: (id: string) => void;
}): ReactElement {
  const { id, name, scopes, expiresMs, lastUsedMs } = props.token;
  return (
    <li className="flex items-center gap-3 border-b border-hair py-1 text-13">
      <span className="min-w-0 flex-1 truncate">{name}</span>
      <span className="text-ink-2">{scopes.includes("act") ? SCOPES.act : SCOPES.read}</span>
      <span className="text-ink-2">{lastUsedMs === null ? "never used" : `used ${dayOf(lastUsedMs)}`}</span>
      <span className="text-ink-2">until {dayOf(expiresMs)}</span>
      <Button kind="danger" onClick={() => props.onRevoke(id)} aria-label={`Revoke ${name}`}>
        Revoke
      </Button>
    </li>
  );
}

/** The tokens that are in force, and what is done with them. */
function useTokens(): {
  readonly tokens: readonly TokenSummary[];
  /** The token that was just made; null otherwise. */
  readonly made: string | null;
  readonly trouble: string | null;
  /** Answers whether it was made. */
  readonly make: (name: string, scope: TokenScope) => Promise<boolean>;
  readonly revoke: (id: string) => Promise<boolean>;
} {
  const { coachSettings: api } = useWorkspace();
  const [tokens, setTokens] = useState<readonly TokenSummary[]>([]);
  const [made, setMade] = useState<string | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const attempt = useCallback(
    async (change: () => Promise<string | null>): Promise<boolean> => {
      try {
        setMade(await change());
        setTokens((await api.tokens()).tokens);
        setTrouble(null);
        return true;
      } catch (error) {
        setTrouble(error instanceof ApiError ? error.message : "The server does not answer.");
        return false;
      }
    },
    [api],
  );
  useEffect(() => {
    const leaving = new AbortController();
    api
      .tokens(leaving.signal)
      .then((answer) => setTokens(answer.tokens))
      .catch(() => {
        if (!leaving.signal.aborted) setTrouble("The tokens could not be read. Open this page again.");
      });
    return () => leaving.abort();
  }, [api]);
  const make = async (name: string, scope: TokenScope): Promise<boolean> =>
    attempt(async () => {
      const scopes: TokenScope[] = scope === "act" ? ["read", "act"] : ["read"];
      return (await api.makeToken({ name, scopes, days: 90 })).token;
    });
  const revoke = async (id: string): Promise<boolean> =>
    attempt(async () => {
      await api.revokeToken(id);
      return null;
    });
  return { tokens, made, trouble, make, revoke };
}

function MakeToken(props: {
  readonly onMake: (name: string, scope: TokenScope) => Promise<boolean>;
}): ReactElement {
  const make = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = event.currentTarget;
    const { name, scope } = Object.fromEntries(new FormData(form)) as { name: string; scope: TokenScope };
    if (await props.onMake(name, scope)) form.reset();
  };
  return (
    <form className="flex items-end gap-2" onSubmit={(event) => void make(event)}>
      <Labelled name="Name of the program">
        <input name="name" className={FIELD} required maxLength={60} autoComplete="off" />
      </Labelled>
      <Labelled name="It may">
        <select name="scope" className={FIELD} defaultValue="read">
          <option value="read">{SCOPES.read}</option>
          <option value="act">{SCOPES.act}</option>
        </select>
      </Labelled>
      <Button type="submit" className="h-8">
        Make a token
      </Button>
    </form>
  );
}

/** Tokens with which programs ask the coach's tools. */
export function TokenSettings(): ReactElement {
  const { tokens, made, trouble, make, revoke } = useTokens();
  return (
    <section className="flex flex-col gap-3" data-testid="tokens">
      <h2 className="text-14 font-medium">Programs</h2>
      <p className="max-w-prose text-13 text-ink-2">
        A program asks the coach’s tools at /mcp (Model Context Protocol) with a token of its own. It sees
        what you see; acting for you is a choice.
      </p>
      {tokens.length === 0 ? null : (
        <ul>
          {tokens.map((token) => (
            <TokenRow key={token.id} token={token} onRevoke={(id) => void revoke(id)} />
          ))}
        </ul>
      )}
      {made === null ? null : <Made token={made} />}
      <MakeToken onMake={make} />
      <p role="status" className="min-h-5 text-13 text-bad">
        {trouble}
      </p>
    </section>
  );
}
