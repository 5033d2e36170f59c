import type { ReactElement, ReactNode } from "react";
import { CommandButton } from "../workspace/command-button.tsx";

/** The frame of every page that is not the desk: a title, the way back, one column. */
export function Page(props: {
  readonly title: string;
  /** For tables: wider than what is good for reading. */
  readonly wide?: boolean;
  /** Beside the way back. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}): ReactElement {
  return (
    <main className="scrolls min-h-0 flex-1">
      <div
        className={`mx-auto flex flex-col gap-6 px-6 py-8 ${props.wide === true ? "max-w-[1240px]" : "max-w-2xl"}`}
      >
        <div className="flex items-center gap-4">
          <h1 className="flex-1 text-20 font-semibold">{props.title}</h1>
          {props.aside}
          <CommandButton command="go.desk" className="border border-hair">
            Back to the desk
          </CommandButton>
        </div>
        {props.children}
      </div>
    </main>
  );
}
