import { Component, type ReactElement, type ReactNode } from "react";

/** Keeps a broken part from taking the page with it: says so and offers the way out. */
export class ErrorBoundary extends Component<
  { readonly children: ReactNode },
  { readonly error: Error | null }
> {
  override state: { readonly error: Error | null } = { error: null };

  static getDerivedStateFromError(error: Error): { error: Error } {
    return { error };
  }

  override render(): ReactElement | ReactNode {
    const { error } = this.state;
    if (error === null) return this.props.children;
    return (
      <div className="flex h-full flex-col items-center justify-center gap-3 p-6 text-center" role="alert">
        <p className="text-16">This page has stopped because of an error.</p>
        <p className="max-w-xl font-mono text-12 text-ink-2">{error.message}</p>
        <button
          type="button"
          className="h-7 rounded-6 border border-hair px-3 hover:bg-raised-2"
          onClick={() => location.reload()}
        >
          Load it again
        </button>
      </div>
    );
  }
}
