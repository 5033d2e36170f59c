/**
 * Starts the server. Source maps count only for modules that are loaded after they were asked for, so the rest is
 * imported here and not linked: stacks in the log name the sources, lines and all.
 */
if (import.meta.url.endsWith(".js")) process.setSourceMapsEnabled(true);
await import("./run.ts");
