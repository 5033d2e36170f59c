/** A list of listeners for one kind of news. */
export class Emitter<News> {
  readonly #listeners = new Set<(news: News) => void>();

  /** Adds a listener; the answer removes it. */
  on(listener: (news: News) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Tells every listener, in the order they came. */
  emit(news: News): void {
    for (const listener of this.#listeners) listener(news);
  }
}
