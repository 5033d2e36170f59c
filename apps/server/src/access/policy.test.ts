import Fastify from "fastify";
import { expect, test } from "vitest";
import { requireStatedAccess } from "./policy.ts";

test("P4 a route that does not say who may use it keeps the server from starting", async () => {
  const app = Fastify();
  const routes = requireStatedAccess(app);
  app.get("/api/open", { config: { access: "public" } }, () => "");
  expect(() => app.get("/api/forgotten", () => "")).toThrow("route GET /api/forgotten states no access");
  await expect(
    app.register(async (scope) => {
      scope.post("/api/forgotten-in-a-plugin", () => "");
    }),
  ).rejects.toThrow("/api/forgotten-in-a-plugin states no access");
  expect(routes).toContainEqual({ method: "GET", url: "/api/open", access: "public" });
  expect(routes).toContainEqual({ method: "HEAD", url: "/api/open", access: "public" });
});
