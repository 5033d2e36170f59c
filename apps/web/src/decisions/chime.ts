/** Two short soft notes, a fifth apart: heard beside music, and not alarming the tenth time. */
const NOTES_HZ = [587.33, 880] as const;
const NOTE_S = 0.09;
const LOUDNESS = 0.05;

/** A discreet sound for a new proposal. Browsers allow it after the first click or key on the page; before, it is silent. */
export class Chime {
  #context: AudioContext | null = null;

  /** Plays once. */
  play(): void {
    if (typeof AudioContext === "undefined") return;
    this.#context ??= new AudioContext();
    const context = this.#context;
    if (context.state !== "running") {
      void context.resume().catch(() => undefined);
      return;
    }
    NOTES_HZ.forEach((hertz, index) => this.#note(context, hertz, context.currentTime + index * NOTE_S));
  }

  #note(context: AudioContext, hertz: number, atS: number): void {
    const oscillator = new OscillatorNode(context, { frequency: hertz, type: "sine" });
    const gain = new GainNode(context, { gain: 0 });
    gain.gain.setValueAtTime(0, atS);
    gain.gain.linearRampToValueAtTime(LOUDNESS, atS + 0.01);
    gain.gain.exponentialRampToValueAtTime(0.0001, atS + 2 * NOTE_S);
    oscillator.connect(gain).connect(context.destination);
    oscillator.start(atS);
    oscillator.stop(atS + 2 * NOTE_S);
  }
}
