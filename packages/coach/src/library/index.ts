import { SHIPPED_GLOSSARY } from "./glossary.ts";
import type { LibraryPage } from "./library-page.ts";
import { SHIPPED_PLAYBOOK } from "./playbook.ts";

export type { LibraryPage } from "./library-page.ts";

/** Every page that comes with the product. */
export const LIBRARY: readonly LibraryPage[] = [...SHIPPED_PLAYBOOK, ...SHIPPED_GLOSSARY];
