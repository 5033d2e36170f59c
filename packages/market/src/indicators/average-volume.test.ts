import { expect, it } from "vitest";
import { testBar } from "../testing/bars.ts";
import { indicatorContract } from "../testing/indicator-contract.ts";
import { AverageVolume } from "./average-volume.ts";

indicatorContract("average volume 4", () => new AverageVolume(4));

it("counts empty bars as zero", () => {
  const average = new AverageVolume(2);
  const values = [100, 300, 0].map((volume, minute) => average.next(testBar(minute, { volume })));
  expect(values).toEqual([null, 200, 150]);
});
