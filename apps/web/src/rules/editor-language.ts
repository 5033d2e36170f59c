import type { Completion, CompletionContext, CompletionResult } from "@codemirror/autocomplete";
import type { Diagnostic } from "@codemirror/lint";
import { RangeSetBuilder, type Text } from "@codemirror/state";
import {
  Decoration,
  type DecorationSet,
  type EditorView,
  ViewPlugin,
  type ViewUpdate,
} from "@codemirror/view";
import { type Highlight, checkRule, completions, highlights } from "@spotlight/strategy";

const MARKS = new Map<Highlight["style"], Decoration>();

function markOf(style: Highlight["style"]): Decoration {
  let mark = MARKS.get(style);
  if (mark === undefined) {
    mark = Decoration.mark({ class: `rule-${style}` });
    MARKS.set(style, mark);
  }
  return mark;
}

/** Colours the text by the language's own lexer: a rule is at most some hundred lines, so all of it each time. */
export const highlighting = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = decorationsOf(view.state.doc);
    }

    update({ docChanged, state }: ViewUpdate): void {
      if (docChanged) this.decorations = decorationsOf(state.doc);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function decorationsOf(text: Text): DecorationSet {
  const builder = new RangeSetBuilder<Decoration>();
  for (const { start, end, style } of highlights(text.toString())) builder.add(start, end, markOf(style));
  return builder.finish();
}

/** What the check of the language finds, at its place. */
export function problemsIn(view: EditorView): Diagnostic[] {
  const { doc } = view.state;
  return checkRule(doc.toString()).errors.map(({ message, hint, line, column, endColumn }) => {
    const at = doc.line(Math.min(line, doc.lines));
    const from = Math.min(at.from + column - 1, at.to);
    const to = Math.min(Math.max(from, at.from + endColumn - 1), doc.length);
    return { from, to, severity: "error", message: `${message} ${hint}` };
  });
}

const KINDS = { statement: "keyword", builtin: "function", name: "variable", word: "keyword" } as const;

/** What may stand at the cursor, from the language's own table. */
export function completionsAt({ state, pos, explicit }: CompletionContext): CompletionResult | null {
  const { start, end, items } = completions(state.doc.toString(), pos);
  if (items.length === 0 || (start === pos && !explicit)) return null;
  return {
    from: start,
    to: end,
    options: items.map(({ label, kind, detail, summary }): Completion => ({
      label,
      type: KINDS[kind],
      // A word without parameters would stand there twice.
      ...(detail === label ? {} : { detail }),
      info: summary,
    })),
  };
}
