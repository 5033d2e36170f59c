/**
 * Every number that the shipped setups depend on, in one place. Changing one changes what the setup says: raise its
 * version with it, so that statistics and signals of before stay apart.
 */
export const SETUP_PARAMETERS = {
  openingRangeBreakout: {
    version: 1,
    /** Length of the opening range, minutes. */
    rangeMinutes: 15,
    /** The close must be beyond the range by this part of the average true range. */
    beyondAtr: 0.1,
    /** Volume against the usual of the minute, as a ratio. */
    leastRelativeVolume: 1.2,
    /** After this many minutes since the open a breakout is none of the opening range any more. */
    latestMinutes: 120,
    /** A range wider than this many average true ranges is no range to break out of. */
    widestAtr: 12,
    /** Minutes of silence after a signal. */
    cooldownMinutes: 30,
    holdMinutes: 45,
    goodMinutes: 5,
  },
  vwapReclaim: {
    version: 1,
    /** Bars in a row on the wrong side before a reclaim counts. */
    leastBarsBeyond: 10,
    /** At least one of them this far away, in average true ranges. */
    farAtr: 0.8,
    /** The reclaim closes beyond VWAP by this part of the average true range: hysteresis against a wobble. */
    beyondAtr: 0.15,
    leastRelativeVolume: 1,
    stopBars: 5,
    cooldownMinutes: 30,
    holdMinutes: 40,
    goodMinutes: 5,
  },
  vwapReject: {
    version: 1,
    leastBarsBeyond: 15,
    /** The bar comes this close to VWAP, in average true ranges. */
    touchAtr: 0.15,
    /** And within these bars closes away from it by this much. */
    withinBars: 4,
    awayAtr: 0.5,
    stopAtr: 0.3,
    cooldownMinutes: 30,
    holdMinutes: 40,
    goodMinutes: 5,
  },
  emaPullback: {
    version: 1,
    fastBars: 9,
    slowBars: 20,
    /** The slow average has risen by this part of the average true range over its slope bars. */
    slopeBars: 10,
    leastSlopeAtr: 0.6,
    /** The pullback lasts at most this many bars. */
    withinBars: 6,
    stopAtr: 0.25,
    leastRelativeVolume: 0.8,
    cooldownMinutes: 20,
    holdMinutes: 30,
    goodMinutes: 4,
  },
  priorDayLevel: {
    version: 1,
    /** Closes in a row beyond the level before it holds. */
    holdBars: 3,
    beyondAtr: 0.1,
    /** A price further away than this has left the level behind. */
    nearAtr: 3,
    leastRelativeVolume: 1.1,
    stopAtr: 0.6,
    cooldownMinutes: 60,
    holdMinutes: 60,
    goodMinutes: 6,
  },
  rangeBreak: {
    version: 1,
    /** Length of the range, bars before the present one. */
    rangeBars: 30,
    /** A range at most this wide, in average true ranges, is narrow enough. */
    narrowAtr: 4,
    beyondAtr: 0.2,
    leastRelativeVolume: 1.5,
    cooldownMinutes: 30,
    holdMinutes: 40,
    goodMinutes: 5,
  },
} as const;

/** Bars of the average true range by which the setups measure distance. */
export const ATR_BARS = 14;
/** Bars whose mean volume is compared with where no usual of the minute is known. */
export const RECENT_VOLUME_BARS = 20;
/** Relative volume from which a signal counts as grade A, and as B, where nothing else speaks against it. */
export const GRADE_VOLUME = { A: 2, B: 1.4 } as const;
