import type { ReactElement } from "react";

/** The mark of the brand: a spot of light. */
export function Brand({ className }: { readonly className: string }): ReactElement {
  return (
    <svg
      viewBox="0 0 16 16"
      className={`shrink-0 text-brand ${className}`}
      aria-label="Spotlight Trader"
      role="img"
    >
      <path
        fill="currentColor"
        d="M8 1.200a4.700 4.700 0 0 0-2.700 8.500c.6.450.9.900.9 1.500v.300h3.600v-.300c0-.600.300-1.050.9-1.500A4.700 4.700 0 0 0 8 1.200zM6.200 12.700h3.600v.600c0 .800-.600 1.400-1.400 1.400h-.800c-.800 0-1.400-.600-1.400-1.400z"
      />
    </svg>
  );
}
