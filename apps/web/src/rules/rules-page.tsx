import type { Rule, RulesAnswer } from "@spotlight/contracts";
import { checkRule } from "@spotlight/strategy";
import { type ReactElement, useEffect, useState } from "react";
import { Page } from "../settings/page.tsx";
import { ApiError } from "../stream/index.ts";
import { Button } from "../ui/button.tsx";
import { useWorkspace } from "../workspace/context.tsx";
import { RuleEditor } from "./rule-editor.tsx";
import { type Chosen, RuleList } from "./rule-list.tsx";
import { RuleVersions } from "./rule-versions.tsx";
import type { RulesApi } from "./rules-api.ts";

const NEW_RULE = `language 1
rule "My rule"
long
when close crosses above vwap
stop lowest(low, 5) - 0.02
target 1.5 R, 3 R
cooldown 15 minutes
`;

function sourceOf(chosen: Chosen): string {
  return chosen.kind === "new" ? NEW_RULE : chosen.rule.source;
}

function sentenceOf(error: unknown): string {
  return error instanceof ApiError ? error.message : "The server does not answer.";
}

/** What the text says of itself, and what can be done with it. */
function Actions(props: {
  readonly chosen: Chosen;
  readonly source: string;
  readonly onSave: () => void;
  readonly onRemove: () => void;
}): ReactElement {
  const { chosen, source } = props;
  const { errors } = checkRule(source);
  const first = errors[0];
  const same = chosen.kind === "own" && chosen.rule.source === source;
  return (
    <div className="flex items-center gap-3">
      <Button kind="main" disabled={first !== undefined || same} onClick={props.onSave}>
        {chosen.kind === "own" ? "Save as the next version" : "Save as a rule of yours"}
      </Button>
      {chosen.kind === "own" ? (
        <Button kind="danger" onClick={props.onRemove}>
          Delete
        </Button>
      ) : null}
      <p role="status" className={first === undefined ? "text-ink-2" : "text-bad"} data-testid="rule-check">
        {first === undefined
          ? "The rule holds together."
          : `Line ${first.line}, column ${first.column}: ${first.message} ${first.hint}`}
      </p>
    </div>
  );
}

/** What the page holds, and what is done with it. */
function useRules() {
  const { rules: api } = useWorkspace();
  const [answer, setAnswer] = useState<RulesAnswer | null>(null);
  const [chosen, setChosen] = useState<Chosen>({ kind: "new" });
  const [source, setSource] = useState(NEW_RULE);
  const [said, setSaid] = useState<string | null>(null);
  const choose = (next: Chosen): void => {
    setChosen(next);
    setSource(sourceOf(next));
    setSaid(null);
  };
  useEffect(() => {
    const load = async (): Promise<void> => {
      try {
        setAnswer(await api.list());
      } catch (error) {
        setSaid(sentenceOf(error));
      }
    };
    void load();
  }, [api]);
  const does = async (work: Promise<Rule | null>, sentence: string): Promise<void> => {
    try {
      const rule = await work;
      setAnswer(await api.list());
      choose(rule === null ? { kind: "new" } : { kind: "own", rule });
      setSaid(sentence);
    } catch (error) {
      setSaid(sentenceOf(error));
    }
  };
  const save = (): void => {
    if (chosen.kind === "own") void does(api.change(chosen.rule, { source }), "Saved.");
    else void does(api.add(source), "Saved. Switch it on to let it decide.");
  };
  const remove = ({ id }: Rule): void => {
    const removed = async (): Promise<null> => {
      await api.remove(id);
      return null;
    };
    void does(removed(), "Deleted.");
  };
  const flip = (rule: Rule): void => {
    const sentence = rule.enabled ? "It no longer decides." : "It decides from the next bar on.";
    void does(api.change(rule, { enabled: !rule.enabled }), sentence);
  };
  return { api, answer, chosen, source, said, choose, setSource, save, remove, flip };
}

/** What is known of a saved rule beside its text. */
function About({ api, rule }: { readonly api: RulesApi; readonly rule: Rule }): ReactElement {
  return (
    <>
      {rule.unwatched.length > 0 ? (
        <p className="text-warn">Watch {rule.unwatched.join(", ")}: until then it cannot fire.</p>
      ) : null}
      <RuleVersions api={api} id={rule.id} version={rule.version} />
    </>
  );
}

/** A trader's rules: the list, the editor, and how each came to be. */
export default function RulesPage(): ReactElement {
  const { api, answer, chosen, source, said, choose, setSource, save, remove, flip } = useRules();
  const version = chosen.kind === "own" ? chosen.rule.version : 0;
  const key = chosen.kind === "new" ? "new" : `${chosen.rule.id}/${version}`;
  return (
    <Page title="Rules" wide aside={<Button onClick={() => choose({ kind: "new" })}>New rule</Button>}>
      <div className="flex gap-6">
        <RuleList
          rules={answer?.rules ?? []}
          shipped={answer?.shipped ?? []}
          chosen={chosen}
          onChoose={choose}
          onSwitch={flip}
        />
        <div className="flex min-w-0 flex-1 flex-col gap-3">
          <RuleEditor key={key} source={sourceOf(chosen)} onChange={setSource} onSave={save} />
          <Actions
            chosen={chosen}
            source={source}
            onSave={save}
            onRemove={() => chosen.kind === "own" && remove(chosen.rule)}
          />
          {said === null ? null : (
            <p role="status" data-testid="rules-said">
              {said}
            </p>
          )}
          {chosen.kind === "own" ? <About api={api} rule={chosen.rule} /> : null}
        </div>
      </div>
    </Page>
  );
}
