import type { ReactElement, ReactNode } from "react";
import { CommandButton } from "../workspace/command-button.tsx";

/** The frame of every page that is not the desk: a title, the way back, one column. */
export function Page(props: { readonly title: string; readonly children: ReactNode }): ReactElement {
  return (
    <main className="scrolls min-h-0 flex-1">
      <div className="mx-auto flex max-w-2xl flex-col gap-6 px-6 py-8">
        <div className="flex items-center justify-between">
          <h1 className="text-20 font-semibold">{props.title}</h1>
          <CommandButton command="go.desk" className="border border-hair">
            Back to the desk
          </CommandButton>
        </div>
        {props.children}
      </div>
    </main>
  );
}
