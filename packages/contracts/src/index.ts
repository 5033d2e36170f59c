export * from "./access.ts";
export * from "./bar.ts";
export * from "./constants.ts";
export * from "./event.ts";
export * from "./operation.ts";
export * from "./rest.ts";
export * from "./stream.ts";
export * from "./symbol.ts";
