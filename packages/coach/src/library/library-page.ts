/** A page that comes with the product: where everybody begins, to be changed or deleted. */
export interface LibraryPage {
  /** Names it for good; its words may get better from version to version. */
  readonly name: string;
  readonly kind: "playbook" | "glossary";
  readonly title: string;
  readonly text: string;
}
