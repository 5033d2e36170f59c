export { sayTime, sayValue } from "./say.ts";
