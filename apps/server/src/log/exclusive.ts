/** Runs jobs one after the other, in the order they came. A job that fails does not stop the next. */
export class Exclusive {
  #last: Promise<unknown> = Promise.resolve();

  async run<Result>(job: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(job);
    this.#last = done.catch(() => undefined);
    return done;
  }
}
