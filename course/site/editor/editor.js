// The source of the code editor: CodeMirror with what a function of a few lines needs. `python -m course.site.editor` bundles it.
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { python } from "@codemirror/lang-python";
import { HighlightStyle, bracketMatching, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const look = EditorView.theme({
  "&": { color: "var(--cx-ink)", backgroundColor: "var(--cx-paper)", border: "1px solid var(--cx-control)", borderRadius: "6px", fontSize: "0.9rem" },
  "&.cm-focused": { outline: "3px solid var(--cx-accent)", outlineOffset: "1px" },
  ".cm-content": { fontFamily: "var(--cx-mono)", caretColor: "var(--cx-ink)", minHeight: "6em" },
  ".cm-gutters": { color: "var(--cx-quiet-text)", backgroundColor: "transparent", border: "none" },
  ".cm-cursor": { borderLeftColor: "var(--cx-ink)" },
  ".cm-scroller": { overflow: "auto" },
  "&.cm-focused .cm-matchingBracket": { outline: "1px solid var(--cx-quiet-text)", backgroundColor: "transparent" },
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.controlKeyword, tags.definitionKeyword], fontWeight: "700" },
  { tag: [tags.comment], color: "var(--cx-quiet-text)", fontStyle: "italic" },
  { tag: [tags.string], color: "var(--cx-profit-text)" },
]);

/** An editor in `parent`; `changed(code)` is called after every change. */
export function createEditor({ parent, code, label, changed, run }) {
  const view = new EditorView({
    parent,
    state: EditorState.create({
      doc: code,
      extensions: [
        lineNumbers(), history(), drawSelection(), highlightSpecialChars(), bracketMatching(), indentUnit.of("    "), EditorState.tabSize.of(4),
        python(), syntaxHighlighting(colours), look, EditorView.lineWrapping,
        keymap.of([{ key: "Mod-Enter", run: () => (run(), true) }, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({ "aria-label": label, autocapitalize: "off", autocorrect: "off", spellcheck: "false" }),
        EditorView.updateListener.of((update) => update.docChanged && changed(update.state.doc.toString())),
      ],
    }),
  });
  return {
    get code() {
      return view.state.doc.toString();
    },
    set code(text) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
    },
    focus: () => view.focus(),
  };
}
