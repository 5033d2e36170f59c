/** Vitest reporter: the last lines say what was skipped and why, and count passed, failed and skipped. */
export default class ClosingLine {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    const reasons = new Map();
    for (const module of modules) {
      counts.failed += module.errors().length > 0 ? 1 : 0;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === "passed" || state === "failed") counts[state] += 1;
        else {
          counts.skipped += 1;
          const why = note ?? "a test around it did not run";
          reasons.set(why, [...(reasons.get(why) ?? []), test.fullName]);
        }
      }
    }
    process.stdout.write("\n");
    for (const [why, names] of reasons) {
      process.stdout.write(`Skipped because ${why}:\n${names.map((name) => `  ${name}\n`).join("")}`);
    }
    process.stdout.write(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`);
  }
}
