/** Asks again and again until the answer is true; throws, saying what was waited for, when `withinMs` are over. */
export async function until(
  what: string,
  withinMs: number,
  holds: () => Promise<boolean> | boolean,
): Promise<void> {
  const endMs = performance.now() + withinMs;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > endMs) throw new Error(`waited ${withinMs} ms in vain for ${what}`);
    await new Promise<void>((resolve) => {
      setTimeout(resolve, 100);
    });
  }
}
