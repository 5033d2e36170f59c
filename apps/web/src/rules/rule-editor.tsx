import { autocompletion, closeBrackets, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { lintKeymap, linter } from "@codemirror/lint";
import { unifiedMergeView } from "@codemirror/merge";
import { EditorState, type Extension } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { type ReactElement, useEffect, useRef } from "react";
import { completionsAt, highlighting, problemsIn } from "./editor-language.ts";

const CHECK_DELAY_MS = 200;

const theme = EditorView.theme({
  "&": {
    border: "1px solid var(--hairline)",
    borderRadius: "6px",
    backgroundColor: "var(--raised-1)",
    color: "var(--text-1)",
    fontSize: "13px",
  },
  "&.cm-focused": { outline: "2px solid var(--focus)" },
  ".cm-scroller": {
    minHeight: "12rem",
    maxHeight: "28rem",
    fontFamily: '"JetBrains Mono Variable", ui-monospace, monospace',
    lineHeight: "20px",
  },
  ".cm-content": { caretColor: "var(--text-1)" },
  ".cm-cursor": { borderLeftColor: "var(--text-1)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--focus-soft)" },
  ".cm-gutters": { border: "0", backgroundColor: "transparent", color: "var(--text-3)" },
  ".cm-tooltip": {
    border: "1px solid var(--hairline)",
    borderRadius: "6px",
    backgroundColor: "var(--raised-2)",
    color: "var(--text-1)",
  },
  ".cm-tooltip.cm-completionInfo": { padding: "4px 8px", fontFamily: "inherit" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": {
    backgroundColor: "var(--focus-soft)",
    color: "var(--text-1)",
  },
  ".cm-diagnostic-error": { borderLeftColor: "var(--bad)" },
});

const look: Extension = [
  theme,
  EditorView.lineWrapping,
  EditorView.contentAttributes.of({ "aria-label": "Text of the rule", spellcheck: "false" }),
  lineNumbers(),
  drawSelection(),
  highlighting,
];

/** The editor's own key for saving is not taken from it by the desk. */
function editing(onChange: (source: string) => void, onSave: () => void): Extension {
  return [
    history(),
    closeBrackets(),
    autocompletion({ override: [completionsAt], icons: false }),
    linter(problemsIn, { delay: CHECK_DELAY_MS }),
    keymap.of([
      { key: "Mod-s", preventDefault: true, run: () => (onSave(), true) },
      ...completionKeymap,
      ...lintKeymap,
      ...historyKeymap,
      ...defaultKeymap,
    ]),
    EditorView.updateListener.of(({ docChanged, state }) => {
      if (docChanged) onChange(state.doc.toString());
    }),
  ];
}

/** The text of a rule with highlighting, completion and its errors as they are made. Give it another key to begin anew. */
export function RuleEditor(props: {
  readonly source: string;
  readonly onChange: (source: string) => void;
  readonly onSave: () => void;
}): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  const latest = useRef(props);
  useEffect(() => {
    latest.current = props;
  });
  useEffect(() => {
    if (place.current === null) return;
    const state = EditorState.create({
      doc: latest.current.source,
      extensions: [
        look,
        editing(
          (source) => latest.current.onChange(source),
          () => latest.current.onSave(),
        ),
      ],
    });
    const view = new EditorView({ state, parent: place.current });
    return () => view.destroy();
  }, []);
  return <div ref={place} className="rule-editor" data-testid="rule-editor" />;
}

/** What changed between two texts of a rule, line by line. */
export function RuleDiff({
  before,
  after,
}: {
  readonly before: string;
  readonly after: string;
}): ReactElement {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (place.current === null) return;
    const state = EditorState.create({
      doc: after,
      extensions: [
        look,
        EditorState.readOnly.of(true),
        unifiedMergeView({ original: before, mergeControls: false, highlightChanges: true }),
      ],
    });
    const view = new EditorView({ state, parent: place.current });
    return () => view.destroy();
  }, [before, after]);
  return <div ref={place} className="rule-editor" data-testid="rule-diff" />;
}
